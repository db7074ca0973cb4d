// The operator's day, with the command as a real process: find what failed, see why, mend it, see it completed.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import test from 'node:test'
import { environment } from '#platform/config'
import { eventually, freePort } from '#platform/testing'
import { operatorKey } from '../platform.ts'
import { call, finished, submit } from './client.ts'
import { inBothModes, type Running } from './modes.ts'
import { send } from './wire.ts'

const root = new URL('../..', import.meta.url).pathname
type Ended = { code: number | null; out: string; err: string }

/** Runs `statex` as a person does: with the key of the environment, and what is piped into it. */
function statex(url: string, args: string[], { input = '', key = operatorKey } = {}): Promise<Ended> {
  const env = { ...(environment() as Record<string, string>), OPERATOR_KEY: key }
  const child = spawn(process.execPath, ['cli/statex.mjs', ...args, '--url', url], { cwd: root, env })
  const ended: Ended = { code: null, out: '', err: '' }
  child.stdout.on('data', (chunk) => {
    ended.out += chunk
  })
  child.stderr.on('data', (chunk) => {
    ended.err += chunk
  })
  child.stdin.end(input)
  return new Promise((resolve) => child.once('close', (code) => resolve({ ...ended, code })))
}
async function done(platform: Running, args: string[], input = ''): Promise<string> {
  const { code, out, err } = await statex(platform.url, args, { input })
  assert.equal(code, 0, `statex ${args.join(' ')}: ${err}${out}`)
  return out
}
const json = async (platform: Running, ...args: string[]) => JSON.parse(await done(platform, [...args, '--json']))
const until = (platform: Running, id: string, state: string): Promise<any> =>
  eventually(`${id} to be ${state}`, async () => {
    const { body } = await call(platform, 'GET', `/api/workflow/runs/${id}`, { token: operatorKey })
    return body.state === state && body
  })

const ask = {
  description: 'A shop for lamps. Customers pay by card.',
  contactType: 'email',
  contactValue: 'operator@example.com',
  consent: true,
}

inBothModes({}, (platform) => {
  test('A failed run is found, understood and taken up again with the command, to its end.', async () => {
    const receipt = await submit(platform, ask)
    await finished(platform, receipt)
    const [whole] = (await json(platform, 'runs', '--text', receipt.id)).runs
    const { input } = await until(platform, whole.id, 'completed')

    // What is to happen every day begins with an input that nothing can be made of.
    const times = ['--flow', 'answer-request', '--version', '2', '--cron', '0 6 * * *', '--zone', 'Europe/Prague']
    assert.match(await done(platform, ['schedule', 'set', 'daily', ...times, '--input', '{}']), /answer-request@2/)
    const started = await json(platform, 'schedule', 'run', 'daily')
    await until(platform, started.id, 'failed')
    const list = await done(platform, ['runs', '--state', 'failed', '--since', '1h'])
    assert.match(list, new RegExp(`${started.id}  answer-request@2 +failed .*daily@.*required property 'id'`))
    const history = await done(platform, ['run', started.id])
    assert.match(history, /reason {3}id must have required property 'id'/)
    assert.match(history, /✘ .*begin +step .*attempts/)
    assert.ok(!history.includes('\u001b['), 'colours are for terminals')

    // Trying again helps nobody while the input is wrong.
    await done(platform, ['retry', started.id])
    await until(platform, started.id, 'failed')
    const mended = JSON.stringify({ ...input, attempt: 2 })
    await done(platform, ['resume', started.id, '--input', '-'], mended)
    const run = await until(platform, started.id, 'completed')
    assert.equal(run.input.attempt, 2)
    assert.match(await done(platform, ['run', started.id]), /✔ .*outcome/)
    assert.match(await done(platform, ['schedule', 'pause', 'daily']), /paused/)
    await done(platform, ['schedule', 'delete', 'daily'])
    // The installation's own, of retention, stays.
    assert.doesNotMatch(await done(platform, ['schedules']), /daily/)
  })

  test('A paused queue holds the work of a request until it is resumed.', async () => {
    await done(platform, ['queue', 'pause', 'nlp.analyse'])
    const receipt = await submit(platform, ask)
    const queued = await eventually('the task in the queue', async () => {
      const { body } = await call(platform, 'GET', '/api/workflow/queues', { token: operatorKey })
      return body.queues.find((q: any) => q.name === 'nlp.analyse' && q.queued === 1)
    })
    assert.deepEqual([queued.isPaused, queued.running], [true, 0])
    assert.match(await done(platform, ['queues']), /nlp\.analyse +paused +1 +0/)
    await done(platform, ['queue', 'resume', 'nlp.analyse'])
    await finished(platform, receipt)
    assert.match(await done(platform, ['dead']), /No dead tasks/)
    assert.match(await done(platform, ['dead', 'events']), /No dead events/)
  })

  test('A refusal ends with 1 and says why, what does not fit ends with 2 and says how.', async () => {
    const [run] = (await json(platform, 'runs', '--state', 'completed')).runs
    const ended = async (args: string[], code: number, said: RegExp, options = {}) => {
      const { err, ...rest } = await statex(platform.url, args, options)
      assert.deepEqual([rest.code, rest.out], [code, ''], err)
      assert.match(err, said)
    }
    await ended(['retry', run.id], 1, /It is completed; only a failed or cancelled run/)
    await ended(['run', `run_${'0'.repeat(26)}`], 1, /There is no run/)
    await ended(['runs'], 1, /The key is not that of this installation/, { key: 'the key of somebody else' })
    await ended(['runs'], 2, /no HTTP header can carry/, { key: 'the key of somebody’s brother' })
    await ended(['cancel'], 2, /<id> is missing\.\nUsage: statex cancel <id>/)
    await ended(['rums'], 2, /"statex --help" lists them/)
    const nowhere = await statex(`http://127.0.0.1:${await freePort()}`, ['runs'])
    assert.equal(nowhere.code, 1)
    assert.match(nowhere.err, /did not answer\.\nIs it running there\? "npm start"/)
  })

  test('The operator at the address of another tenant sees none of it.', async () => {
    const [run] = (await json(platform, 'runs')).runs
    for (const [path, of] of [
      ['runs', 'runs'],
      ['tasks', 'tasks'],
      ['schedules', 'schedules'],
    ] as const) {
      const { status, body } = await send(platform.url, `/api/workflow/${path}`, { host: 'b.test', token: operatorKey })
      assert.deepEqual([status, body[of]], [200, []])
    }
    const one = await send(platform.url, `/api/workflow/runs/${run.id}`, { host: 'b.test', token: operatorKey })
    assert.equal(one.status, 404)
  })
})
