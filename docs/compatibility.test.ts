import assert from 'node:assert/strict'
import test from 'node:test'
import { type Contract, defineContract, OneOf, T } from '#platform/contract'
import { compareContracts, contractText, explainChanges } from './compatibility.ts'

const things = defineContract({
  name: 'things',
  summary: 'Keeps things.',
  routes: {
    create: {
      method: 'POST',
      path: '/things',
      access: 'user',
      summary: 'Stores.',
      idempotent: true,
      form: { files: ['photo'] },
      errors: { thing_exists: 409 },
      body: T.Object({ name: T.String(), colour: T.Optional(OneOf(['red', 'blue'])) }),
      reply: T.Object({ id: T.String(), note: T.Optional(T.String()), state: OneOf(['new', 'old']) }),
    },
  },
  events: {
    made: {
      type: 'thing.made.v1',
      subject: 'id',
      summary: 'Made.',
      data: T.Object({ id: T.String(), size: T.Optional(T.Integer()) }),
    },
  },
  tasks: {
    paint: {
      summary: 'Paints.',
      input: T.Object({ id: T.String() }),
      result: T.Object({ litres: T.Integer() }),
      timeoutMs: 1_000,
      attemptsMax: 1,
    },
  },
})
const kept: Contract = JSON.parse(contractText(things))

/** The changes between the kept contract and a copy edited by `edit`. */
function changes(edit: (contract: any) => void): string[] {
  const copy = structuredClone(kept)
  edit(copy)
  return compareContracts(kept, copy).map(({ kind, place, what }) => `${kind} ${place}: ${what}`)
}
const changed = (edit: (contract: any) => void): Contract => {
  const copy = structuredClone(kept)
  edit(copy)
  return copy
}
const isBreaking = (edit: (contract: any) => void) => changes(edit).some((change) => change.startsWith('breaking'))
const isAdditive = (edit: (contract: any) => void) => changes(edit).length > 0 && !isBreaking(edit)

test('A contract does not differ from its own snapshot, whatever the order of its keys.', () => {
  assert.deepEqual(compareContracts(kept, things), [])
  assert.equal(
    contractText({ ...things, name: 'things' }),
    contractText(Object.fromEntries(Object.entries<unknown>(things).reverse()) as Contract),
  )
})

test('Whatever is taken away breaks.', () => {
  assert.deepEqual(
    changes((c) => delete c.routes.create),
    ['breaking things.routes.create: is gone'],
  )
  assert.deepEqual(
    changes((c) => delete c.events.made),
    ['breaking things.events.made: is gone'],
  )
  assert.deepEqual(
    changes((c) => delete c.tasks.paint),
    ['breaking things.tasks.paint: is gone'],
  )
  assert.deepEqual(
    compareContracts(kept, undefined).map((change) => change.kind),
    ['breaking'],
  )
  assert.deepEqual(
    changes((c) => delete c.routes.create.reply.properties.note),
    ['breaking things.routes.create.reply.note: is no longer given'],
  )
  assert.deepEqual(
    changes((c) => delete c.events.made.data.properties.size),
    ['breaking things.events.made.data.size: is no longer given'],
  )
  assert.ok(isBreaking((c) => delete c.routes.create.body.properties.colour))
  assert.ok(isBreaking((c) => delete c.routes.create.form))
  assert.ok(isBreaking((c) => delete c.routes.create.idempotent))
})

test('Asking more of callers breaks.', () => {
  assert.deepEqual(
    changes((c) => c.routes.create.body.required.push('colour')),
    ['breaking things.routes.create.body: callers may trip: `colour` is required'],
  )
  assert.ok(isBreaking((c) => c.routes.create.body.properties.colour.enum.pop()))
  assert.ok(isBreaking((c) => (c.routes.create.body.properties.name.maxLength = 5)))
  assert.ok(
    isBreaking(
      (c) => (c.routes.create.query = { type: 'object', required: ['q'], properties: { q: { type: 'string' } } }),
    ),
  )
  assert.ok(isBreaking((c) => (c.tasks.paint.input.properties.id.type = 'integer')))
  assert.ok(isBreaking((c) => (c.routes.create.access = 'operator')))
})

test('Letting more callers in breaks nobody, and shutting one kind out breaks that kind.', () => {
  const from = (access: unknown, subject?: string) => (c: any) => Object.assign(c.routes.create, { access, subject })
  const between = (before: (c: any) => void, after: (c: any) => void) =>
    compareContracts(changed(before), changed(after))
      .filter(({ kind }) => kind === 'breaking')
      .map(({ what }) => what)
  const read = { user: 'things.read' }
  assert.deepEqual(between(from('operator'), from(read)), [])
  assert.deepEqual(between(from('user', 'id'), from(read, 'id')), [])
  assert.deepEqual(between(from(read), from('public')), [])
  assert.deepEqual(between(from('service'), from('operator')), [])
  assert.deepEqual(between(from(read), from('operator')), [
    'a member with things.read could call it and no longer may',
    'a member with things.read who signed in a while ago could call it and no longer may',
    'a key with things.read could call it and no longer may',
  ])
  assert.equal(between(from(read), from({ user: 'things.write' })).length, 3)
  assert.deepEqual(between(from(read), (c) => Object.assign(c.routes.create, { access: read, stepUp: true })).length, 2)
  assert.deepEqual(between(from('public'), from(read)), ['anyone could call it and no longer may'])
})

test('Promising readers less breaks.', () => {
  assert.ok(isBreaking((c) => (c.routes.create.reply.required = ['id'])))
  assert.ok(isBreaking((c) => (c.routes.create.reply.properties.id.type = ['string', 'null'])))
  assert.ok(isBreaking((c) => (c.tasks.paint.result.properties.litres.type = 'number')))
  assert.ok(isBreaking((c) => (c.routes.create.reply = 'stream')))
  assert.ok(isBreaking((c) => (c.routes.create.errors.thing_exists = 422)))
})

test('An event may neither ask more nor promise less: readers rely on it, and old ones stay in the log.', () => {
  assert.ok(isBreaking((c) => c.events.made.data.required.push('size')))
  assert.ok(isBreaking((c) => (c.events.made.data.required = [])))
  assert.ok(isBreaking((c) => (c.events.made.type = 'thing.made.v2')))
  assert.ok(isAdditive((c) => (c.events.made.data.properties.colour = { type: 'string' })))
})

test('Whatever is added, and leaves the rest alone, does not break.', () => {
  assert.deepEqual(
    changes((c) => (c.routes.read = c.routes.create)),
    ['additive things.routes.read: is new'],
  )
  assert.ok(isAdditive((c) => (c.routes.create.body.properties.size = { type: 'integer' })))
  assert.ok(isAdditive((c) => c.routes.create.body.properties.colour.enum.push('green')))
  assert.ok(isAdditive((c) => c.routes.create.reply.properties.state.enum.push('lost')))
  assert.ok(isAdditive((c) => (c.routes.create.reply.properties.size = { type: 'integer' })))
  assert.ok(isAdditive((c) => (c.routes.create.errors.too_big = 413)))
  assert.ok(isAdditive((c) => (c.routes.create.access = 'public')))
  assert.ok(isAdditive((c) => (c.routes.create.summary = 'Keeps.')))
  assert.ok(isAdditive((c) => (c.tasks.paint.timeoutMs = 2_000)))
  assert.deepEqual(
    compareContracts(undefined, things).map((change) => change.kind),
    ['additive'],
  )
})

test('The explanation says what to do: a second version for a break, the generator for the rest.', () => {
  const gone = { place: 'things.routes.create', kind: 'breaking', what: 'is gone' } as const
  assert.match(explainChanges([gone]), /things\.routes\.create: is gone[\s\S]*`\.v2`/)
  assert.match(explainChanges([{ ...gone, kind: 'additive', what: 'is new' }]), /Run `npm run docs`/)
})
