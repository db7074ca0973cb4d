import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { after, before, test } from 'node:test'
import { template } from '#contracts/template'
import { sql } from '#platform/database'
import { Refusal } from '#platform/errors'
import { readMigrations, roleOf } from '#platform/migrator'
import { openTestDatabase, plainCtx, type TestDatabase } from '#platform/testing'
import { validate } from '#platform/validate'
import { manifest, mine, page, zipped } from './mine.test-support.ts'
import { needs } from './needs.ts'
import { list } from './routes/list.ts'
import { preview } from './routes/preview.ts'
import { read } from './routes/read.ts'
import { retire } from './routes/retire.ts'
import { sandboxTime } from './routes/sandbox-time.ts'
import { upload } from './routes/upload.ts'
import { versions } from './routes/versions.ts'
import service from './service.ts'
import { insertPack } from './store.ts'

let db: TestDatabase
before(async () => {
  db = await openTestDatabase([
    { schema: 'template', role: roleOf('template'), migrations: readMigrations(needs.database) },
  ])
})
after(() => db.close())

const nested = (levels: number): object => JSON.parse(`${'{"not":'.repeat(levels)}{}${'}'.repeat(levels)}`)
const schemas: [what: string, slots: object, fault: RegExp][] = [
  ['a reference to nowhere', { $ref: '#/$defs/nowhere' }, /no JSON Schema that can be used/u],
  ['a keyword of a wrong kind', { type: 'nonsense' }, /no JSON Schema that can be used/u],
  ['two thousand levels', nested(2_000), /nested more than 64 deep/u],
]
for (const [what, slots, fault] of schemas)
  test(`A pack whose schema has ${what} is refused, and the reason says so.`, async () => {
    await assert.rejects(bring(zipped({}, { slots })), (error) => {
      assert.ok(error instanceof Refusal && error.status === 422)
      assert.match(error.message, fault)
      return true
    })
  })

test('The schema of a pack is compiled by its check in the sandbox only: what was stored all the same is handed out as text.', async () => {
  const slots = { $ref: '#/$defs/nowhere' }
  const files = { ...mine, 'manifest.json': JSON.stringify(manifest({ id: 'stored', slots })) }
  const { db: stored } = context('ten_d')
  await insertPack(stored, { manifest: manifest({ id: 'stored', slots }) as never, files }, new Date())
  const { pack, isShipped } = await read({ id: 'stored' }, context('ten_d'))
  assert.deepEqual([pack.slots.$ref, isShipped], [slots.$ref, false])
  assert.equal((await read({ id: 'landing' }, context('ten_d'))).isShipped, true)
  assert.ok((await list({}, context('ten_d'))).templates.some(({ id }) => id === 'stored'))
})

// What the plan says of function time, in ms, and how often it was asked.
let time: { used: number; max?: number } = { used: 0 }
let asked = 0
const provisioning = {
  functionTime: async () => {
    asked++
    return { ...time, resets: '2026-12-01T00:00:00.000Z' }
  },
}
const context = (tenant = 'ten_a') =>
  plainCtx({
    tenant,
    call: { provisioning } as never,
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
  const old = await read({ id: 'mine', version: manifest().version }, context())
  validate(template.routes.read.reply, old)
  assert.ok(old.files['assets/base.css'], 'what all packs share is there')
  assert.deepEqual(
    (await versions({ id: 'mine' }, context())).versions.map(({ version }) => version),
    ['2.0.0', manifest().version],
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

test('With its function time used up an organisation brings no pack: refused with the numbers, and nothing is checked, counted or kept.', async () => {
  const at = context('ten_e')
  time = { used: 60_000, max: 60_000 }
  await assert.rejects(bring(zipped(), 'ten_e'), (error) => {
    assert.ok(error instanceof Refusal)
    assert.deepEqual([error.status, error.code], [429, 'quota_exceeded'])
    assert.deepEqual(error.members, { limit: 'functionMsPerMonth', ...time, resets: '2026-12-01T00:00:00.000Z' })
    assert.match(error.message, /used the 60 s of function time .* from 2026-12-01 on/u)
    return true
  })
  assert.equal(await at.db.maybe(sql`select id from sandbox_runs`), undefined)
  await assert.rejects(versions({ id: 'mine' }, at), isRefused('not_found', 404))
  time = { used: 59_999, max: 60_000 }
  asked = 0
  await bring(zipped(), 'ten_e')
  assert.equal(asked, 2, 'before the check, and after it so that a limit that it reached is told')
  assert.ok((await sandboxTime({}, at)).ms > 0)
  assert.equal((await sandboxTime({}, context('ten_b'))).ms, 0)
  time = { used: 0 }
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
