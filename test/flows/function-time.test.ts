// Template packs of an organisation's own cost it function time: counted, shown, and bounded by its plan, without a visitor's request failing for it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { eventually } from '#platform/testing'
import { inBothModes } from './modes.ts'
import { ask, json, operate, signUp } from './organisations.ts'
import { bringPack, ownPack } from './own-pack.ts'
import { send } from './wire.ts'

const idea = 'A site for quincewood makers, with quincewoods of oak. It shows what we make and how to reach us.'
const finals = ['completed', 'partial', 'failed', 'cancelled']

inBothModes({}, (platform) => {
  const timeOf = async (host?: string) => {
    const { body } = await operate(platform, 'GET', '/api/tenant/usage', host ? { host } : {})
    return body.usage.find((used: any) => used.limit === 'functionMsPerMonth')
  }
  const limitTo = (id: string, limits: object) =>
    operate(platform, 'PUT', `/api/tenants/${id}/plan`, { body: { plan: 'open', limits } })
  const answered = async (host: string) => {
    const { body: receipt } = await ask(platform, host, idea)
    const asked = { host, token: receipt.token }
    const { status } = await eventually(`the end of ${receipt.id}`, async () => {
      const { body } = await send(platform.url, receipt.links.self, asked)
      return finals.includes(body.status) && body
    })
    const { body } = await send(platform.url, `/api/submissions/${receipt.id}/results`, asked)
    return { receipt, status, prototype: body.prototype }
  }

  test('What the sandbox runs for an own pack is counted, and used up it refuses packs and changes; requests go on with a shipped pack.', async () => {
    const own = await signUp(platform, 'timed')
    const before = await timeOf(own.host)
    assert.deepEqual([before.used, before.state, before.max], [0, 'free', undefined])
    assert.match(before.resets, /^\d{4}-\d{2}-01T00:00:00/)
    const brought = await bringPack(platform, own.host, ownPack('quince', '1.0.0', 'quincewood'))
    assert.equal(brought.status, 201, brought.text)
    const checked = await timeOf(own.host)
    assert.ok(checked.used > 0, 'checking is counted')
    const first = await answered(own.host)
    assert.deepEqual([first.status, first.prototype?.template.id], ['completed', 'quince'])
    const { used } = await timeOf(own.host)
    assert.ok(used > checked.used, 'building is counted too')
    assert.equal((await timeOf()).used, 0, 'the organisation beside it has used nothing')

    await limitTo(own.id, { functionMsPerMonth: used + 1 })
    assert.deepEqual([(await timeOf(own.host)).state, (await timeOf(own.host)).max], ['near', used + 1])
    await limitTo(own.id, { functionMsPerMonth: used })
    const refused = await bringPack(platform, own.host, ownPack('quince', '2.0.0', 'quincewood'))
    const { code, limit, max, resets } = refused.body
    assert.deepEqual([refused.status, code, limit, max], [429, 'quota_exceeded', 'functionMsPerMonth', used])
    assert.equal(refused.body.used, used)
    assert.equal(resets, before.resets)
    assert.ok(Number(refused.headers['retry-after']) > 0)
    const { versions } = (await operate(platform, 'GET', '/api/templates/quince/versions', { host: own.host })).body
    assert.deepEqual(
      versions.map((v: any) => v.version),
      ['1.0.0'],
      'nothing was kept of it',
    )

    const path = `/api/prototypes/requests/${first.receipt.id}`
    const holder = { host: own.host, token: first.receipt.token }
    const wish = json({ sentences: 'Please make the header green.' })
    const change = await send(platform.url, `${path}/modifications`, { ...holder, method: 'POST', ...wish })
    assert.deepEqual(
      [change.status, change.body.code, change.body.limit, change.body.max, change.body.used],
      [429, 'quota_exceeded', 'functionMsPerMonth', used, used],
    )
    const kept = (await send(platform.url, path, holder)).body
    assert.deepEqual([kept.versions.length, kept.left], [1, 1], 'the free change is still there')

    const second = await answered(own.host)
    assert.equal(second.status, 'completed')
    assert.notEqual(second.prototype.template.id, 'quince')
    assert.match(
      second.prototype.template.reasons.at(-1),
      /^The organisation's own template "quince" .* used up until /,
    )
    assert.deepEqual([(await timeOf(own.host)).used, (await timeOf(own.host)).state], [used, 'reached'])

    await limitTo(own.id, {})
    assert.equal((await bringPack(platform, own.host, ownPack('quince', '2.0.0', 'quincewood'))).status, 201)
    assert.equal((await answered(own.host)).prototype.template.id, 'quince')
  })
})
