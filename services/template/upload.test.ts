import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import { zipSync } from 'fflate'
import { template } from '#contracts/template'
import { Refusal } from '#platform/errors'
import { readMigrations, roleOf } from '#platform/migrator'
import { openTestDatabase, plainCtx, type TestDatabase } from '#platform/testing'
import { validate } from '#platform/validate'
import { checkPack } from './check.ts'
import { needs } from './needs.ts'
import { loadPacks, sharedFiles } from './packs.ts'
import { list } from './routes/list.ts'
import { preview } from './routes/preview.ts'
import { read } from './routes/read.ts'
import { retire } from './routes/retire.ts'
import { upload } from './routes/upload.ts'
import { versions } from './routes/versions.ts'
import service from './service.ts'

let db: TestDatabase
before(async () => {
  db = await openTestDatabase([
    { schema: 'template', role: roleOf('template'), migrations: readMigrations(needs.database) },
  ])
})
after(() => db.close())

const shared = await sharedFiles()
const landing = (await loadPacks()).get('landing')!
/** The landing pack as somebody would bring it: under another name, without what all packs share. */
const mine: Record<string, string> = Object.fromEntries(
  Object.entries(landing.files).filter(([path, text]) => text !== shared[path] && path !== 'manifest.json'),
)
type Manifest = Record<string, any>
const manifest = (changes: Manifest = {}): Manifest => ({
  ...JSON.parse(landing.files['manifest.json']!),
  id: 'mine',
  ...changes,
})
const bytesOf = (text: string) =>
  text.startsWith('base64,') ? Buffer.from(text.slice(7), 'base64') : Buffer.from(text)
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** The pack with some files changed; hashes are made anew, so that only the change itself is at fault. */
function zipped(files: Record<string, string> = {}, changes: Manifest = {}): Uint8Array {
  const all: Record<string, string> = { ...mine, ...files }
  const base = manifest(changes)
  base.assets = [
    ...base.assets.map((asset: { path: string }) => ({
      path: asset.path,
      sha256: sha256(all[asset.path] ?? shared[asset.path]!),
    })),
    ...(changes.more ?? []),
  ]
  delete base.more
  all['manifest.json'] ??= JSON.stringify(base)
  return zipSync(Object.fromEntries(Object.entries(all).map(([path, text]) => [path, bytesOf(text)])))
}
const page = (body: string) => ({
  'pages/contact.liquid': `{% layout 'pages/layout.liquid' %}{% block main %}<h1>x</h1>${body}{% endblock %}`,
})

test('A pack that keeps the rules passes, with or without a folder around its files.', async () => {
  assert.deepEqual((await checkPack(zipped())).faults, [])
  const inFolder = zipSync({
    mine: Object.fromEntries(
      Object.entries({ ...mine, 'manifest.json': JSON.stringify(manifest()) }).map(([path, text]) => [
        path,
        bytesOf(text),
      ]),
    ) as never,
  })
  assert.deepEqual((await checkPack(inFolder)).faults, [])
})

const hostile: [what: string, files: Record<string, string>, fault: RegExp][] = [
  ['the raw filter', page('{{ slots.name.text | raw }}'), /switches the escaping off/u],
  ['a tag that reads files', page("{% include 'manifest.json' %}"), /uses the tag "include"/u],
  ['a file name from a value', page('{% render slots.name.text %}'), /not the name of a file/u],
  ['an inline script', page('<script>alert(1)</script>'), /script that the manifest does not declare/u],
  ['a script of another host', page('<script src="//evil.test/a.js"></script>'), /script/u],
  ['a handler', page('<button onclick="alert(1)">x</button>'), /onclick=/u],
  ['an inline style', page('<p style="color:red">x</p>'), /style=/u],
  ['a frame', page('<iframe title="x"></iframe>'), /a <iframe>/u],
  ['a picture of another host', page('<img alt="" src="https://evil.test/a.png">'), /a <img>/u],
  ['a link that runs', page('<a href="javascript:alert(1)">x</a>'), /href="javascript/u],
  ['a link to another host', page('<a href="https://evil.test/">x</a>'), /href="https/u],
  ['a form that posts', page('<form action="/steal"></form>'), /action=/u],
  ['a value in a tag', page('<{{ slots.name.text }}>'), /may not|markup/u],
  ['a value as an attribute', page('<p {{ slots.name.text }}>x</p>'), /markup|has /u],
  ['a loop without end', page('{% for i in (1..100000000) %}{{ i }}{% endfor %}'), /cannot be rendered/u],
  ['an unknown variable', page('{{ secrets }}'), /cannot be rendered/u],
  ['a style that calls home', { 'assets/site.css': 'body{background:url(https://evil.test/a)}' }, /address outside/u],
  ['a file of another kind', { 'assets/tool.exe': 'MZ' }, /not a file that a pack may hold/u],
  ['a path that climbs', { '../evil.liquid': 'x' }, /ZIP archive|not a file/u],
  ['a page about the prototype of its own', { 'pages/sources.liquid': 'x' }, /cannot be replaced/u],
  ['a script that is not declared', { 'assets/site.js': '1' }, /not declared/u],
]
for (const [what, files, fault] of hostile)
  test(`A pack with ${what} is refused, and the reason says so.`, async () => {
    const { faults, loaded } = await checkPack(zipped(files))
    assert.equal(loaded, undefined)
    assert.match(faults.join(' '), fault)
  })

test('A declared script passes when it keeps to its page, and not when it reaches out.', async () => {
  const withScript = (text: string) =>
    checkPack(zipped({ 'assets/site.js': text }, { more: [{ path: 'assets/site.js', sha256: sha256(text) }] }))
  assert.deepEqual((await withScript('document.title = "x"')).faults, [])
  for (const text of [
    'fetch("/a")',
    'new WebSocket("ws:a")',
    'eval("1")',
    'document.cookie',
    'a.innerHTML = b',
    'location.href = "/x"',
  ])
    assert.match((await withScript(text)).faults.join(' '), /scripts of a pack may not/u, text)
})

test('A wrong hash, a wrong manifest, a sample that does not fit and what is no archive are refused.', async () => {
  const wrongHash = {
    ...mine,
    'manifest.json': JSON.stringify(manifest({ assets: [{ path: 'assets/site.css', sha256: '0'.repeat(64) }] })),
  }
  assert.match((await checkPack(zipped(wrongHash))).faults.join(' '), /not the file its sha256 names/u)
  assert.match((await checkPack(zipped({ 'manifest.json': '{}' }))).faults.join(' '), /^Manifest/u)
  assert.match((await checkPack(zipped({ 'sample.json': '{}' }))).faults.join(' '), /does not fit the slots/u)
  assert.match((await checkPack(Buffer.from('no archive'))).faults.join(' '), /not a ZIP archive/u)
  const bomb = zipSync({ 'manifest.json': new Uint8Array(390_000) })
  assert.match((await checkPack(bomb)).faults.join(' '), /packed so tightly/u)
  const many = zipSync(
    Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`pages/p${index}.liquid`, new Uint8Array(1)])),
  )
  assert.match((await checkPack(many)).faults.join(' '), /more than 200 files/u)
})

const context = (tenant = 'ten_a') =>
  plainCtx({
    tenant,
    db: db.database.bound({ role: roleOf('template'), schema: 'template', tenant }),
    fail: (code: string, detail?: string) => {
      const errors: Record<string, number> = { ...template.routes.upload.errors, not_found: 404 }
      throw new Refusal(code, errors[code] ?? 500, detail)
    },
  })
const bring = (zip: Uint8Array, tenant?: string) =>
  upload(
    {
      form: async (onFile: (file: unknown) => Promise<void>) => {
        await onFile({ field: 'pack', name: 'pack.zip', declaredType: '', content: Readable.from([zip]) })
        return {}
      },
    } as never,
    context(tenant),
  )
const isRefused = (code: string, status: number) => (error: unknown) =>
  error instanceof Refusal && error.code === code && error.status === status

test('The service serves everything its contract promises.', () => {
  assert.deepEqual(Object.keys(service.serving.routes!).sort(), Object.keys(template.routes).sort())
})

test('An organisation brings a pack, raises its version, sees both and retires it; another organisation sees nothing.', async () => {
  const first = await bring(zipped())
  validate(template.routes.upload.reply, first)
  await assert.rejects(bring(zipped()), isRefused('pack_exists', 409))
  await bring(zipped({}, { version: '2.0.0', summary: 'Second.' }))
  const { templates } = await list({}, context())
  validate(template.routes.list.reply, { templates })
  assert.equal(templates.find(({ id }) => id === 'mine')?.version, '2.0.0')
  const old = await read({ id: 'mine', version: '1.1.0' }, context())
  validate(template.routes.read.reply, old)
  assert.ok(old.files['assets/base.css'], 'what all packs share is there')
  assert.deepEqual(
    (await versions({ id: 'mine' }, context())).versions.map(({ version }) => version),
    ['2.0.0', '1.1.0'],
  )
  assert.ok(!(await list({}, context('ten_b'))).templates.some(({ id }) => id === 'mine'))
  await assert.rejects(read({ id: 'mine' }, context('ten_b')), isRefused('not_found', 404))
  await assert.rejects(retire({ id: 'mine' }, context('ten_b')), isRefused('not_found', 404))
  assert.deepEqual(await retire({ id: 'mine' }, context()), { retired: 2 })
  await assert.rejects(read({ id: 'mine' }, context()), isRefused('not_found', 404))
  assert.equal(
    (await read({ id: 'mine', version: '2.0.0' }, context())).pack.version,
    '2.0.0',
    'sites can be made anew',
  )
})

test('The picture of a pack is served as a picture and nothing else, of its own organisation only.', async () => {
  await bring(zipped({}, { id: 'pictured' }), 'ten_c')
  for (const [id, tenant] of [
    ['shop', 'ten_b'],
    ['pictured', 'ten_c'],
  ] as const) {
    const { type, content, headers } = await preview({ id }, context(tenant))
    assert.equal(type, 'image/webp')
    assert.equal(Buffer.from(content as Uint8Array).toString('latin1', 8, 12), 'WEBP')
    assert.match(headers!['content-security-policy']!, /^default-src 'none'; sandbox$/u)
  }
  await assert.rejects(preview({ id: 'pictured' }, context('ten_b')), isRefused('not_found', 404))
  await assert.rejects(preview({ id: 'no-such' }, context()), isRefused('not_found', 404))
})

test('A shipped name, a pack with faults and an archive that is too large are refused.', async () => {
  await assert.rejects(bring(zipped({}, { id: 'shop' })), isRefused('pack_exists', 409))
  await assert.rejects(bring(zipped(page('<iframe></iframe>'))), isRefused('pack_invalid', 422))
  await assert.rejects(bring(new Uint8Array(2_000_001)), isRefused('pack_invalid', 422))
  await assert.rejects(read({ id: '../shop' }, context()), isRefused('not_found', 404))
})
