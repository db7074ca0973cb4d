import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Permanent } from '#platform/errors'
import { runInSandbox } from '#platform/sandbox'
import { buildSite } from './build.ts'
import { buildApart, type KnownPack } from './build-apart.ts'
import type { Recipe } from './recipe.ts'
import { mugShop } from './sample.test-support.ts'

const text = { type: 'object', properties: { text: { type: 'string' }, own: { type: 'boolean' } } }
type Changes = { slots?: Record<string, unknown>; page?: string; isShipped?: boolean }
const pack = ({ slots = {}, page = '<h1>{{ slots.name.text }}</h1>', isShipped = false }: Changes = {}): KnownPack => ({
  isShipped,
  pack: {
    id: 'brought',
    version: '1.0.0',
    slots: { type: 'object', properties: { name: text, wishes: { type: 'array' } }, ...slots },
    pages: [{ path: 'index.html', template: 'pages/index.liquid', covers: [] }],
    assets: [],
  } as unknown as KnownPack['pack'],
  files: { 'pages/index.liquid': page, 'labels/en.json': '{"nav_index":"Home"}' },
})
const recipe = {
  input: { ...mugShop, requestId: 'req_1' },
  pack: { id: 'brought', version: '1.0.0' },
  reasons: [],
  changes: [],
  edits: [],
} as unknown as Recipe
const asker = { tenant: 'ten_a', run: runInSandbox }
const bounds = { timeoutMs: 2_000, memoryMbMax: 300 }
const patterned = { properties: { name: { properties: { text: { pattern: '^([^!]+)+!$' } } }, wishes: {} } }

test('A pack that an organisation brought gives the same site in its own process as one of ours in the server.', async () => {
  const here = await buildSite(pack(), recipe.input, recipe)
  assert.deepEqual(await buildApart(pack(), recipe, asker), here)
  assert.deepEqual(await buildApart(pack({ isShipped: true }), recipe, asker), here)
})

test('A pack with a pattern that never ends holds nobody up: others are served while it runs, and it ends in a sentence.', async () => {
  const wanted = { ...recipe, input: { ...recipe.input, customerName: 'a'.repeat(60), sources: [] } }
  const ended: string[] = []
  // Also on a busy machine others are served meanwhile, by processes that have yet to start.
  const patient = { ...bounds, timeoutMs: 8_000 }
  const hostile = assert
    .rejects(buildApart(pack({ slots: patterned }), wanted, asker, patient), (error) => {
      assert.ok(error instanceof Permanent)
      assert.match(
        error.message,
        /^The organisation's own template "brought" 1\.0\.0 .*: It took longer than 8000 ms\.$/u,
      )
      return true
    })
    .then(() => ended.push('hostile'))
  // Were the pattern tried in this process, neither the next line nor the time limit of the test would ever come.
  await buildApart(pack({ isShipped: true }), recipe, asker).then(() => ended.push('of ours'))
  await buildApart(pack(), recipe, { ...asker, tenant: 'ten_b' }).then(() => ended.push('of another organisation'))
  await hostile
  assert.deepEqual(ended, ['of ours', 'of another organisation', 'hostile'])
})

const deep = (levels: number): object => (levels > 0 ? { allOf: [{ $ref: `#/$defs/d${levels - 1}` }] } : {})
const endless: [what: string, changes: Changes, why: RegExp][] = [
  [
    'asks for a thousand million things',
    { slots: { properties: { wishes: {}, items: { minItems: 1e9 } } } },
    /It (?:took|needed)/u,
  ],
  [
    'doubles its work with each reference',
    { slots: { $ref: '#/$defs/d40', $defs: doubled(40) } },
    /It (?:took|needed)/u,
  ],
]
/** What is found out before the time is up, however slow the machine. */
const broken: typeof endless = [
  ['is no schema', { slots: { $ref: '#/$defs/nowhere' } }, /reference/u],
  ['has references a thousand deep', { slots: { $ref: '#/$defs/d1000', $defs: chained(1_000) } }, /call stack/u],
  [
    'writes more than a site may hold',
    {
      page: '{% for i in (1..900) %}{{ slots.name.text | append: "x" }}{% for j in (1..900) %}xxxxxxxxxx{% endfor %}{% endfor %}',
    },
    /more than 5000000 characters|limit exceeded/u,
  ],
]

function chained(levels: number) {
  return Object.fromEntries(Array.from({ length: levels + 1 }, (_, at) => [`d${at}`, deep(at)]))
}
/** Each level asks for the one below it twice, so that the last one is asked for 2^levels times. */
function doubled(levels: number) {
  const level = (at: number) => ({ allOf: [{ $ref: `#/$defs/d${at - 1}` }, { $ref: `#/$defs/d${at - 1}` }] })
  return Object.fromEntries(
    Array.from({ length: levels + 1 }, (_, at) => [`d${at}`, at > 0 ? level(at) : { anyOf: [{ type: 'null' }, {}] }]),
  )
}

const endsIn = (changes: Changes, why: RegExp, within: typeof bounds) =>
  assert.rejects(buildApart(pack(changes), recipe, asker, within), (error) => {
    assert.ok(error instanceof Permanent, String(error))
    assert.match(error.message, why)
    return true
  })
for (const [what, changes, why] of endless)
  test(`A pack that ${what} ends in a sentence.`, () => endsIn(changes, why, bounds))
for (const [what, changes, why] of broken)
  test(`A pack that ${what} ends in a sentence.`, () => endsIn(changes, why, { ...bounds, timeoutMs: 120_000 }))

test('Who takes the task back is not told that the pack is at fault.', async () => {
  const taken = new AbortController()
  const building = buildApart(pack({ slots: patterned }), recipe, { ...asker, signal: taken.signal }, bounds)
  taken.abort(new Error('no longer wanted'))
  await assert.rejects(building, /^Error: no longer wanted$/u)
})
