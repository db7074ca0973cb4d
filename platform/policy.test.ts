import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Route } from './contract.ts'
import { judge, may, stepUpMs } from './policy.ts'
import type { Actor } from './service.ts'

const now = 1_000_000_000
const member = (more: Partial<Extract<Actor, { kind: 'member' }>> = {}): Actor => ({
  kind: 'member',
  id: 'per_1',
  role: 'member',
  permissions: ['lamp.read'],
  via: 'session',
  confirmedAt: now,
  ...more,
})
const actors: Record<string, Actor> = {
  nobody: { kind: 'public' },
  holder: { kind: 'holder', subject: 'lamp_1' },
  stranger: { kind: 'holder', subject: 'lamp_2' },
  member: member(),
  other: member({ permissions: ['lamp.write'] }),
  key: member({ via: 'key', confirmedAt: undefined }),
  operator: { kind: 'operator', id: 'operator' },
  service: { kind: 'service', name: 'x' },
}
const verdicts = (route: Pick<Route, 'access' | 'subject' | 'stepUp'>) =>
  Object.fromEntries(
    Object.entries(actors).map(([name, actor]) => [name, judge(route, actor, { id: 'lamp_1' }, now)?.code ?? 'yes']),
  )

test('everybody gets what the access of a route says, and nothing by default', () => {
  const all = {
    nobody: 'yes',
    holder: 'yes',
    stranger: 'yes',
    member: 'yes',
    other: 'yes',
    key: 'yes',
    operator: 'yes',
    service: 'yes',
  }
  const hidden = {
    holder: 'not_found',
    stranger: 'not_found',
    member: 'not_found',
    other: 'not_found',
    key: 'not_found',
  }
  assert.deepEqual(verdicts({ access: 'public' }), all)
  assert.deepEqual(verdicts({ access: 'service' }), { ...all, ...hidden, nobody: 'not_found', operator: 'not_found' })
  assert.deepEqual(verdicts({ access: 'operator' }), { ...all, ...hidden, nobody: 'unauthorised' })
  assert.deepEqual(verdicts({ access: 'user', subject: 'id' }), {
    ...all,
    ...hidden,
    nobody: 'unauthorised',
    holder: 'yes',
  })
  const permitted = { ...all, nobody: 'unauthorised', stranger: 'not_found', other: 'forbidden' }
  assert.deepEqual(verdicts({ access: { user: 'lamp.read' } }), { ...permitted, holder: 'not_found' })
  assert.deepEqual(verdicts({ access: { user: 'lamp.read' }, subject: 'id' }), permitted)
})

test('what cannot be undone wants a person who confirmed who they are a short while ago', () => {
  const route = { access: { user: 'lamp.read' }, stepUp: true } as const
  const code = (actor: Actor) => judge(route, actor, {}, now)?.code
  assert.equal(code(member()), undefined)
  assert.equal(code(member({ confirmedAt: now - stepUpMs + 1 })), undefined)
  assert.equal(code(member({ confirmedAt: now - stepUpMs })), 'step_up_required')
  assert.equal(code(member({ confirmedAt: undefined })), 'step_up_required')
  assert.equal(code(member({ permissions: [] })), 'forbidden')
  assert.equal(code(actors.key!), 'forbidden')
  assert.equal(code(actors.operator!), undefined)
})

test('a permission is granted by its whole name', () => {
  assert.equal(may(member(), 'lamp.read'), true)
  for (const name of ['lamp', 'lamp.', 'lamp.rea', 'lamp.*', '*', '']) assert.equal(may(member(), name), false)
  assert.deepEqual(
    Object.entries(actors)
      .filter(([, actor]) => may(actor, 'anything.at-all'))
      .map(([name]) => name),
    ['operator', 'service'],
  )
})

test('Who owes the second factor that the organisation demands gets the own account and nothing else, whatever their role says.', () => {
  for (const owes of ['set-up', 'confirm'] as const)
    for (const via of ['session', 'key', 'token'] as const) {
      const actor = member({ owes, via, permissions: ['lamp.read', 'auth.self'] })
      assert.equal(may(actor, 'lamp.read'), false)
      assert.equal(may(actor, 'auth.self'), true)
      const verdict = judge({ access: { user: 'lamp.read' } }, actor, {}, now)
      assert.deepEqual([verdict?.code, verdict?.rule], ['second_factor_required', 'second-factor'])
      // Also where the role would not have allowed it: the first thing to do is the same.
      assert.equal(judge({ access: { user: 'lamp.write' } }, actor, {}, now)?.code, 'second_factor_required')
      assert.equal(judge({ access: { user: 'auth.self' } }, actor, {}, now), undefined)
    }
})
