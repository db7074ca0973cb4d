import assert from 'node:assert/strict'
import test from 'node:test'
import type { Bounds } from '#contracts/provisioning'
import { remember } from '#platform/remembered'
import { askAhead } from './bounds-ahead.ts'

const boundsOf = (tenant: string): Bounds => ({ tenant, state: 'active', plan: 'open', softPercent: 80, limits: {} })
const pages: Record<string, string[]> = { '': ['ten_a', 'ten_b'], ten_b: ['ten_c'] }
const never = async (): Promise<Bounds> => {
  throw new Error('asked for its own')
}
const moment = () => new Promise((resolve) => setTimeout(resolve, 5))

test('Bounds of all organisations are known before one of them comes, page after page.', async () => {
  const bounds = remember<Bounds>({ keepMs: 60_000 })
  const stopping = new AbortController()
  const page = async (after = '') => ({
    bounds: pages[after]!.map(boundsOf),
    ...(after === '' && { next: 'ten_b' }),
  })
  askAhead(bounds, page, stopping.signal)()
  while (!bounds.known('ten_c', async () => boundsOf('ten_c'))) await moment()
  for (const tenant of ['ten_a', 'ten_b', 'ten_c']) assert.equal((await bounds.get(tenant, never)).tenant, tenant)
  stopping.abort()
})

test('Where there is no room for all, the others are not asked for, and nobody is forgotten.', async () => {
  const bounds = remember<Bounds>({ keepMs: 60_000, keysMax: 2 })
  await bounds.get('ten_z', async () => boundsOf('ten_z'))
  const stopping = new AbortController()
  let asked = 0
  const page = async () => {
    asked++
    return { bounds: ['ten_a', 'ten_b'].map(boundsOf), next: 'ten_b' }
  }
  askAhead(bounds, page, stopping.signal)()
  while (!bounds.known('ten_a', never)) await moment()
  await moment()
  assert.equal(asked, 1)
  assert.equal((await bounds.get('ten_z', never)).tenant, 'ten_z')
  stopping.abort()
})
