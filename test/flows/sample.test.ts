// The sample request an organisation may begin with: worked on whole, marked wherever it is shown, written about to nobody, counted in no month.
import assert from 'node:assert/strict'
import test from 'node:test'
import { eventually } from '#platform/testing'
import { inBothModes } from './modes.ts'
import { ask, json, operate, signUp } from './organisations.ts'
import { send } from './wire.ts'

const nobody = /^This is a sample request, which nobody sent\./

inBothModes({}, (platform) => {
  const listed = async (host: string) =>
    (await operate(platform, 'GET', '/api/submissions', { host })).body.submissions as any[]
  const usedOf = async (host: string) => {
    const { usage } = (await operate(platform, 'GET', '/api/tenant/usage', { host })).body
    return usage.find(({ limit }: any) => limit === 'requestsPerMonth').used
  }

  test('The sample comes to a whole result, says what it is, and no mail is written about it.', async () => {
    const own = await signUp(platform, 'sampled', { sample: true })
    const page = new URL(own.samplePage!)
    assert.equal(page.hostname, own.host)
    const [, , id] = page.pathname.split('/')
    const token = new URLSearchParams(page.hash.slice(1)).get('token')!
    const at = { host: own.host, token }
    const read = async (rest = '') => (await send(platform.url, `/api/submissions/${id}${rest}`, at)).body
    const request = await eventually('the end of the sample', async () => {
      const body = await read()
      return body.finishedAt && body
    })
    assert.deepEqual([request.status, request.isSample], ['completed', true])
    const step = request.steps.find(({ name }: any) => name === 'notification')
    assert.equal(step.state, 'skipped')
    assert.match(step.reason, nobody)
    const { analysis, offer, plan, prototype } = await read('/results')
    assert.ok(analysis.features.length > 2 && offer && plan && prototype, 'a whole result')
    assert.match(prototype.texts.find(({ slot }: any) => slot === 'name').text, /Sample/, 'its name says it')
    const messages = await eventually('both messages', async () => {
      const { messages } = await read('/messages')
      return messages.length === 2 && messages
    })
    for (const { state, reason, attempts } of messages) {
      assert.deepEqual([state, attempts], ['skipped', []])
      assert.match(reason, nobody)
    }
    const mailed = await send(platform.mailboxUrl, '/api/v1/search?query=to:sample@example.com')
    assert.deepEqual(mailed.body.messages, [])
    assert.equal((await operate(platform, 'POST', `/api/submissions/${id}/retry`, { host: own.host })).status, 409)
  })

  test('The sample takes nothing of the plan, and is told from what people send.', async () => {
    const own = await signUp(platform, 'counted', { sample: true })
    const limits = { requestsPerMonth: 1 }
    await operate(platform, 'PUT', `/api/tenants/${own.id}/plan`, { body: { plan: 'open', limits } })
    assert.equal(await usedOf(own.host), 0)
    const taken = await ask(platform, own.host, 'A shop for plums. Customers pay by card.')
    assert.equal(taken.status, 201, taken.text)
    await eventually('the limit to be known', async () => {
      const { status } = await ask(platform, own.host, 'A shop for pears.')
      return status === 429
    })
    assert.equal(await usedOf(own.host), (await listed(own.host)).length - 1)
    const [request, sample] = [(await listed(own.host)).at(0), (await listed(own.host)).at(-1)]
    assert.deepEqual([request.isSample, sample.isSample], [undefined, true])
    assert.equal(sample.projectId, request.projectId, 'both are in the default project')
  })

  test('Who asks for no sample gets none, and the step says so.', async () => {
    const own = await signUp(platform, 'unsampled')
    assert.equal(own.samplePage, undefined)
    const step = own.steps.find(({ name }: any) => name === 'sample')!
    assert.deepEqual([step.state, step.detail], ['skipped', 'Not asked for.'])
    assert.deepEqual(await listed(own.host), [])
    const wrong = { organisation: 'Odd', slug: 'oddly', address: 'o@odd.example.com', sample: 'perhaps' }
    const refused = await send(platform.url, '/api/sign-up', { method: 'POST', ...json(wrong) })
    assert.equal(refused.body.code, 'invalid_input')
  })
})
