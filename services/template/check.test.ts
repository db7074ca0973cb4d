import assert from 'node:assert/strict'
import { test } from 'node:test'
import { zipSync } from 'fflate'
import { checkPack } from './check.ts'
import { bytesOf, manifest, mine, page, sha256, zipped } from './mine.test-support.ts'

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

test('A pack may look for two hundred words in the text of a request, and no more.', async () => {
  const words = (count: number) => Array.from({ length: count }, (_, at) => `word${at}`)
  assert.deepEqual((await checkPack(zipped({}, { words: words(200) }))).faults, [])
  assert.match((await checkPack(zipped({}, { words: words(201) }))).faults.join(' '), /^Manifest words/u)
})
