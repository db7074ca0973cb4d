// One process as its operator sees it: how it starts, what it says when it cannot, how it stops, and how much it lets one address ask.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { environment } from '#platform/config'
import { eventually, freePort, scratchDatabase } from '#platform/testing'
import { commandOf, groupOf } from '../faults/process-group.ts'
import { operatorKey, secretKey } from '../platform.ts'
import { assertProblem } from './shapes.ts'
import { boundary, fieldParts, multipart, multipartType, send, sendJson } from './wire.ts'

const root = new URL('../..', import.meta.url).pathname
const exits = new Set<ChildProcess>()

/** Runs main.ts; `exit` resolves with its code, `said` is all it wrote. */
function run(env: Record<string, string>) {
  const child = spawn(process.execPath, ['--import', './platform/guard.mjs', 'main.ts'], {
    cwd: root,
    env: { ...(environment() as Record<string, string>), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  exits.add(child)
  let text = ''
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (chunk) => {
      text += chunk
    })
  const exit = new Promise<number | string>((resolve) =>
    child.once('close', (code, signal) => {
      exits.delete(child)
      resolve(code ?? signal!)
    }),
  )
  return { child, exit, said: () => text }
}

const ask = {
  description: 'A shop for lamps.',
  contactType: 'email',
  contactValue: 'visitor@example.com',
  consent: true,
}

const uploadHead = (bytes: number) =>
  `POST /api/submissions HTTP/1.1\r\nhost: x\r\ncontent-type: ${multipartType}\r\ncontent-length: ${bytes}\r\n\r\n`

describe('One process', () => {
  let database: Awaited<ReturnType<typeof scratchDatabase>>
  const dataDir = mkdtempSync(join(tmpdir(), 'statex-process-'))
  const host = '127.0.0.1'
  let env: Record<string, string>
  before(async () => {
    database = await scratchDatabase()
    env = {
      DATABASE_URL: database.url,
      DATA_DIR: dataDir,
      SECRET_KEY: secretKey,
      OPERATOR_KEY: operatorKey,
      HOST: host,
      MAILBOX_SMTP_PORT: String(await freePort()),
      MAILBOX_WEB_PORT: String(await freePort()),
    }
  })
  after(async () => {
    for (const child of exits) child.kill('SIGKILL')
    await database.drop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  /** A process without the orchestrator, so that its requests never end and its streams stay open. */
  async function startIntake(more: Record<string, string> = {}) {
    const port = await freePort()
    const url = `http://${host}:${port}`
    const away = `http://${host}:${await freePort()}`
    const running = run({ ...env, SERVICES: 'gateway,submission', SERVICE_URL: away, PORT: String(port), ...more })
    await eventually(
      `readiness\n${running.said()}`,
      async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok,
    )
    return { ...running, url, port }
  }

  test('Everything that is wrong with the settings is listed at once, and nothing is started.', async () => {
    const { exit, said } = run({
      ...env,
      SERVICES: 'submission,teleporter,gatewy',
      SECRET_KEY: 'short',
      PORT: 'eighty',
      SUBMISSION_FILES_MAX: '0',
      DATABASE_CONNECTIONS_MAX: '1',
    })
    assert.equal(await exit, 2, said())
    for (const line of [
      /^SERVICES .*teleporter, gatewy.*there are gateway, .*submission/m,
      /^SECRET_KEY must have at least 32 characters$/m,
      /^PORT must be of type integer$/m,
      /^SUBMISSION_FILES_MAX must be at least 1$/m,
      /^DATABASE_CONNECTIONS_MAX must be at least 4$/m,
      /^Nothing was started/m,
    ])
      assert.match(said(), line)
    assert.ok(!said().includes('short'), 'a secret is not repeated')
  })

  test('A port that is taken is left alone: the next one is used, and said clearly.', async () => {
    const held = createServer().listen(0, host)
    const blockers = [held]
    // Nobody may be sure that the default port is free here, so it is made certain that it is not.
    const atDefault = createServer()
    await new Promise((resolve) => atDefault.once('error', resolve).listen(8080, host, () => resolve(undefined)))
    blockers.push(atDefault)
    try {
      const { child, exit, said } = run({ ...env, SERVICES: 'gateway', SERVICE_URL: `http://${host}:1` })
      await eventually('a line with the port', () => /port 8080 is taken, using \d+; set PORT to choose/.test(said()))
      const port = /port 8080 is taken, using (\d+)/.exec(said())![1]
      await eventually('the ready line', () => said().includes(`"url":"http://${host}:${port}"`))
      assert.equal((await fetch(`http://${host}:${port}/healthz`)).status, 200)
      child.kill('SIGTERM')
      assert.equal(await exit, 0, said())
    } finally {
      for (const server of blockers) server.close()
    }
  })

  test('SIGTERM lets an upload that has begun finish, ends the streams, takes nothing new, and exits with 0.', async () => {
    const { child, exit, said, url, port } = await startIntake()
    const open = (await sendJson(url, '/api/submissions', ask)).body
    const stream = fetch(url + open.links.events, { headers: { authorization: `Bearer ${open.token}` } })
    const events = (await stream).text()

    const body = multipart([...fieldParts(), { field: 'files', name: 'a.txt', content: 'Ten lamps. '.repeat(1_000) }])
    const socket = connect(port, host)
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.write(uploadHead(body.length))
    socket.write(body.subarray(0, 2_000))
    // The server reads the first half while this second request is answered.
    assert.equal((await sendJson(url, '/api/submissions', ask)).status, 201)
    child.kill('SIGTERM')
    await eventually('the port to be closed', () =>
      fetch(`${url}/healthz`).then(
        (r) => r.status === 503,
        () => true,
      ),
    )
    socket.write(body.subarray(2_000))
    await eventually('the answer to the upload', () => answer.includes('\r\n\r\n') && answer.includes('"token"'))
    assert.match(answer, /^HTTP\/1\.1 201 /)
    socket.destroy()
    assert.match(await events, /"status":"received"/, 'the stream ends, so that its reader can come back')
    assert.equal(await exit, 0, said())
  })

  if (process.platform === 'linux')
    test('Nothing that reads files runs before a file comes; one process is made ready while the first files arrive.', async () => {
      const { child, exit, url, port } = await startIntake({ SERVICES: 'gateway,submission,document' })
      const readers = () => groupOf(child.pid!).filter((pid) => commandOf(pid).includes('read-file.ts')).length
      assert.equal((await sendJson(url, '/api/submissions', ask)).status, 201)
      assert.equal(readers(), 0)
      const body = multipart([...fieldParts(), { field: 'files', name: 'a.txt', content: 'Ten lamps. '.repeat(1_000) }])
      const sockets = [connect(port, host), connect(port, host)]
      for (const socket of sockets) socket.write(uploadHead(body.length) + body.toString().slice(0, 2_000))
      await eventually('a reader, while the files are still arriving', () => readers() > 0)
      for (const socket of sockets) {
        const answered = new Promise((resolve) => socket.once('data', resolve))
        socket.write(body.subarray(2_000))
        assert.match(String(await answered), /^HTTP\/1\.1 201 /)
        socket.destroy()
      }
      assert.equal(readers(), 1)
      child.kill('SIGTERM')
      assert.equal(await exit, 0)
    })

  test('A second SIGTERM ends the process at once.', async () => {
    const { child, exit, said, url, port } = await startIntake()
    const socket = connect(port, host)
    socket.on('error', () => {})
    socket.write(`${uploadHead(100_000)}--${boundary}\r\n`)
    await new Promise((resolve) => socket.once('connect', resolve))
    assert.equal((await sendJson(url, '/api/submissions', ask)).status, 201)
    child.kill('SIGTERM')
    await eventually('word that it is stopping', () => said().includes('send the signal again to stop at once'))
    child.kill('SIGTERM')
    assert.equal(await exit, 1)
    socket.destroy()
  })

  test('An address in X-Forwarded-For counts only when a proxy wrote it that the settings name.', async () => {
    const statusesOf = async (more: Record<string, string>) => {
      const { child, exit, url } = await startIntake({ GATEWAY_ADDRESS_PER_MINUTE: '2', ...more })
      const statuses: number[] = []
      for (let at = 1; at <= 4; at++) {
        const headers = { 'x-forwarded-for': `192.0.2.${at}`, 'x-real-ip': `192.0.2.${at}` }
        statuses.push((await send(url, '/api/nothing', { headers })).status)
      }
      child.kill('SIGTERM')
      assert.equal(await exit, 0)
      return statuses
    }
    assert.deepEqual(await statusesOf({}), [404, 404, 429, 429], 'what a caller says of itself changes nothing')
    assert.deepEqual(await statusesOf({ TRUSTED_PROXIES: host }), [404, 404, 404, 404])
  })

  test('A service that is away is said to be away, and what does not need it works.', async () => {
    const { child, exit, url } = await startIntake()
    const { links, token } = (await sendJson(url, '/api/submissions', ask)).body
    assertProblem(await send(url, '/api/templates'), 503, 'unavailable')
    assertProblem(await send(url, links.results, { token }), 503, 'unavailable')
    assert.equal((await send(url, links.self, { token })).body.status, 'received')
    child.kill('SIGTERM')
    assert.equal(await exit, 0)
  })

  test('Who asks too often is refused with 429 and told when to come back, and the health of the process is still told.', async () => {
    // The default limits: 1,200 a minute for one address.
    const { child, exit, url } = await startIntake()
    const statuses = new Map<number, number>()
    const askMany = async () => {
      for (let at = 0; at < 160; at++) {
        const response = await fetch(`${url}/api/nothing`)
        await response.arrayBuffer()
        statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
      }
    }
    await Promise.all(Array.from({ length: 8 }, askMany))
    assert.deepEqual(Object.fromEntries(statuses), { 404: 1_200, 429: 80 })
    const refused = await sendJson(url, '/api/submissions', ask)
    assertProblem(refused, 429, 'rate_limited')
    const seconds = Number(refused.headers['retry-after'])
    assert.ok(seconds >= 1 && seconds <= 60, `${seconds} s`)
    for (const path of ['/healthz', '/readyz', '/']) assert.equal((await send(url, path)).status, 200)
    child.kill('SIGTERM')
    assert.equal(await exit, 0)
  })
})
