import assert from 'node:assert/strict'
import test from 'node:test'
import { boundsOf, monthOf, nextMonth, planOf, urlAt } from './plans.ts'

const plans = [
  { name: 'open', title: 'Open', softPercent: 80, limits: {} },
  { name: 'small', title: 'Small', softPercent: 90, limits: { seats: 3, requestsPerMonth: 100 } },
]
const row = { tenant_id: 'ten_a', slug: 'abc', name: 'A', state: 'active' as const, reason: null, erasure_id: null }

test('An organisation that stands in the configuration only is active and on the first plan.', () => {
  assert.deepEqual(boundsOf({ plans }, 'ten_a', undefined), {
    tenant: 'ten_a',
    state: 'active',
    plan: 'open',
    softPercent: 80,
    limits: {},
  })
})

test('Limits of its own go before those of the plan, one by one.', () => {
  const bounds = boundsOf({ plans }, 'ten_a', { ...row, plan: 'small', limits: { seats: 10 } })
  assert.deepEqual([bounds.limits, bounds.softPercent], [{ seats: 10, requestsPerMonth: 100 }, 90])
})

test('A plan that is no longer configured stops nobody.', () => {
  assert.deepEqual(planOf({ plans }, 'gone').limits, {})
  assert.equal(boundsOf({ plans }, 'ten_a', { ...row, plan: 'gone', limits: null }).plan, 'gone')
})

test('Months begin anew in UTC.', () => {
  assert.equal(monthOf(new Date('2026-12-31T23:59:59Z')), '2026-12')
  assert.equal(nextMonth(new Date('2026-12-31T23:59:59Z')), '2027-01-01T00:00:00.000Z')
})

test('The address of an organisation has the scheme and port of the installation.', () => {
  assert.equal(urlAt('http://127.0.0.1:8080', 'acme.localhost'), 'http://acme.localhost:8080')
  assert.equal(urlAt('https://statex.example.com', 'acme.statex.example.com'), 'https://acme.statex.example.com')
})
