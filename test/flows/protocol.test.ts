// What every client may rely on, whatever the route: idempotency, problem details, traces, health, metrics, headers.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import test from 'node:test'
import { eventually } from '#platform/testing'
import { operatorKey } from '../platform.ts'
import { mails } from './client.ts'
import { inBothModes, type Running } from './modes.ts'
import { assertProblem } from './shapes.ts'
import { fieldParts, send, sendJson, sendMultipart } from './wire.ts'

const ask = (more: object = {}) => ({
  description: 'A shop for lamps.',
  contactType: 'email',
  contactValue: 'visitor@example.com',
  consent: true,
  ...more,
})
const post = (platform: Running, body: unknown, headers: Record<string, string> = {}, host?: string) =>
  sendJson(platform.url, '/api/submissions', body, { headers, host })
const withKey = (key: string) => ({ 'idempotency-key': key })
const requestsOf = async (platform: Running, contact: string, host?: string) =>
  (await send(platform.url, '/api/submissions?limit=200', { token: operatorKey, host })).body.submissions.filter(
    (s: any) => s.contactValue === contact,
  )

inBothModes({}, (platform) => {
  test('The same Idempotency-Key gives the same answer, byte for byte.', async () => {
    const body = ask({ contactValue: 'twice@example.com' })
    const headers = withKey(randomUUID())
    const [first, second] = [await post(platform, body, headers), await post(platform, body, headers)]
    assert.equal(first.status, 201)
    assert.deepEqual(
      [second.status, second.text, second.headers.location],
      [first.status, first.text, first.headers.location],
    )
    assert.equal((await requestsOf(platform, 'twice@example.com')).length, 1)
  })

  test('A repeated form with files is answered as before and its files are stored once.', async () => {
    const parts = [
      ...fieldParts({ contactValue: 'files.twice@example.com' }),
      { field: 'files', name: 'one.txt', content: 'One lamp.' },
      { field: 'files', name: 'none.exe', content: 'MZ\0\0' },
    ]
    const headers = withKey(randomUUID())
    const first = await sendMultipart(platform.url, parts, { headers })
    assert.equal(first.status, 201, first.text)
    const blobs = platform.blobCount()
    const second = await sendMultipart(platform.url, parts, { headers })
    assert.deepEqual([second.status, second.text], [first.status, first.text])
    assert.equal(platform.blobCount(), blobs)
    const changed = [...parts.slice(0, 4), { field: 'files', name: 'one.txt', content: 'Two lamps.' }]
    assertProblem(await sendMultipart(platform.url, changed, { headers }), 422, 'idempotency_key_reused')
    assert.equal(platform.blobCount(), blobs)
  })

  test('The same key with another body is refused.', async () => {
    const headers = withKey(randomUUID())
    assert.equal((await post(platform, ask(), headers)).status, 201)
    for (const more of [{ description: 'A shop for desks.' }, { name: 'Bo' }, { contactValue: 'else@example.com' }])
      assertProblem(await post(platform, ask(more), headers), 422, 'idempotency_key_reused')
  })

  test('The same key many times at once makes one request, one confirmation and one answer.', async () => {
    const contact = 'all.at.once@example.com'
    const headers = withKey(randomUUID())
    const replies = await Promise.all(
      Array.from({ length: 16 }, () => post(platform, ask({ contactValue: contact }), headers)),
    )
    for (const { status, text } of replies) assert.deepEqual([status, text], [201, replies[0]!.text])
    const found = await requestsOf(platform, contact)
    assert.deepEqual(
      found.map((s: any) => s.id),
      [replies[0]!.body.id],
    )
    const count = (list: any[], start: RegExp) => list.filter((m) => start.test(m.Subject)).length
    const list = await eventually('the result', async () => {
      const now = await mails(platform, contact)
      return count(now, /^Your result/) > 0 && count(now, /^We received/) > 0 && now
    })
    assert.equal(count(list, /^We received/), 1)
    assert.equal(count(list, /^Your result/), 1)
  })

  test('Different bodies with the same key at once: one is taken, the others are refused.', async () => {
    const headers = withKey(randomUUID())
    const replies = await Promise.all(
      Array.from({ length: 8 }, (_, at) => post(platform, ask({ description: `Shop ${at}.` }), headers)),
    )
    assert.equal(replies.filter((r) => r.status === 201).length, 1)
    for (const reply of replies) if (reply.status !== 201) assertProblem(reply, 422, 'idempotency_key_reused')
  })

  test('A key belongs to its tenant, and a key nobody could mean is refused.', async () => {
    const key = withKey(randomUUID())
    const [a, b] = [await post(platform, ask(), key, 'a.test'), await post(platform, ask(), key, 'b.test')]
    assert.equal(a.status, 201)
    assert.equal(b.status, 201)
    assert.notEqual(a.body.id, b.body.id)
    assertProblem(await post(platform, ask(), withKey('k'.repeat(256))), 400, 'invalid_input')
  })

  test('Every error is problem details with a code and a trace.', async () => {
    const { id, token } = (await post(platform, ask())).body
    const json = { 'content-type': 'application/json' }
    const another = id.slice(0, -1) + (id.endsWith('0') ? '1' : '0')
    const cases: [string, string, object, number, string][] = [
      ['GET', '/api/nothing', {}, 404, 'not_found'],
      ['GET', '/nothing/at/all', {}, 404, 'not_found'],
      ['GET', '/.git/config', {}, 404, 'not_found'],
      ['GET', '/assets/', {}, 404, 'not_found'],
      ['GET', '/..%2fpackage.json', {}, 404, 'not_found'],
      ['DELETE', '/api/submissions', {}, 404, 'not_found'],
      ['GET', `/api/submissions/${id}`, {}, 401, 'unauthorised'],
      ['GET', `/api/submissions/${id}`, { token: `${token}x` }, 401, 'unauthorised'],
      ['GET', `/api/submissions/${another}`, { token }, 404, 'not_found'],
      ['GET', `/api/submissions/${id}/files/nothing`, { token }, 400, 'invalid_input'],
      ['GET', '/api/submissions?limit=many', { token: operatorKey }, 400, 'invalid_input'],
      ['POST', '/api/submissions', { headers: json, body: '{"description"' }, 400, 'invalid_input'],
      ['POST', '/api/submissions', { headers: json, body: '' }, 400, 'invalid_input'],
      ['POST', '/api/submissions', { headers: json, body: '[]' }, 400, 'invalid_input'],
      [
        'POST',
        '/api/submissions',
        { headers: { 'content-type': 'text/xml' }, body: '<a/>' },
        415,
        'unsupported_media_type',
      ],
      ['POST', `/api/submissions/${id}/retry`, { token }, 409, ''],
      ['GET', '/api/%zz', {}, 400, 'invalid_input'],
      ['GET', `/api/submissions/${'x'.repeat(1_000)}`, { token }, 404, 'not_found'],
      ['GET', '/api/nothing', { headers: { 'x-long': 'x'.repeat(20_000) } }, 431, 'header_too_large'],
    ]
    const { text: docs } = await send(platform.url, '/docs')
    for (const [method, path, more, status, code] of cases) {
      const reply = await send(platform.url, path, { method, ...more })
      const { hash } = new URL(reply.body.type, platform.url)
      assert.ok(docs.includes(`id="${hash.slice(1)}"`), `${reply.body.type} leads to an explanation`)
      assertProblem(reply, status, code || undefined)
      if (status !== 431) assert.equal(reply.headers['x-trace-id'], reply.body.trace)
    }
  })

  test('A trace that came with the request is kept, and one that is none is not.', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    const kept = await send(platform.url, '/api/nothing', {
      headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01` },
    })
    assert.equal(kept.body.trace, trace)
    const made = await send(platform.url, '/api/nothing', { headers: { traceparent: `00-${'z'.repeat(32)}-1-01` } })
    assert.match(made.body.trace, /^[0-9a-f]{32}$/)
  })

  test('Health, readiness, API documents and pages answer, each with its headers.', async () => {
    const { body: alive } = await send(platform.url, '/healthz')
    assert.equal(alive.status, 'ok')
    const ready = await send(platform.url, '/readyz')
    assert.equal(ready.status, 200)
    assert.deepEqual(ready.body, { status: 'ready', checks: { database: 'ok', shutdown: 'ok' } })
    assert.match((await send(platform.url, '/openapi.json')).body.openapi, /^3\.1/)
    assert.match((await send(platform.url, '/asyncapi.json')).body.asyncapi, /^3/)
    const docs = await send(platform.url, '/docs')
    assert.match(docs.headers['content-type']!, /^text\/html/)
    const { id, token } = (await post(platform, ask())).body
    const own = await send(platform.url, `/api/submissions/${id}`, { token })
    assert.equal(own.status, 200)
    for (const reply of [own, ready, await send(platform.url, '/api/nothing')])
      assert.equal(reply.headers['cache-control'], 'no-store')
    for (const reply of [own, docs, await send(platform.url, '/'), ready, await send(platform.url, '/api/nothing')]) {
      assert.equal(reply.headers['x-content-type-options'], 'nosniff')
      assert.doesNotMatch(String(reply.headers['content-security-policy']), /unsafe-inline|unsafe-eval/)
      assert.equal(reply.headers['x-powered-by'], undefined)
      assert.equal(reply.headers.server, undefined)
    }
    // What never gets as far as the door: no address, a name too long for one, a head too large.
    const long = { headers: { 'x-long': 'x'.repeat(20_000) } }
    for (const [path, more] of [
      ['/api/%zz'],
      [`/api/submissions/${'x'.repeat(1_000)}`],
      ['/api/nothing', long],
    ] as const) {
      const { headers } = await send(platform.url, path, more)
      assert.equal(headers['x-content-type-options'], 'nosniff', path)
      assert.match(String(headers['content-security-policy']), /base-uri 'none'.*; frame-ancestors '/, path)
    }
    const foreign = await send(platform.url, '/api/templates', { headers: { origin: 'https://elsewhere.example' } })
    assert.equal(foreign.headers['access-control-allow-origin'], undefined)
  })

  test('The metrics are Prometheus text, say what happened, and hold no secret.', async () => {
    const { token, id } = (await post(platform, ask())).body
    await send(platform.url, `/api/submissions/${id}?token=${token}`)
    const reply = await send(platform.url, '/metrics')
    assert.match(reply.headers['content-type']!, /^text\/plain; version=0\.0\.4/)
    const described = new Set<string>()
    const samples: string[] = []
    for (const line of reply.text.trimEnd().split('\n')) {
      const comment = /^# (HELP|TYPE) ([a-z_:]+) \S/.exec(line)
      if (comment) described.add(`${comment[1]} ${comment[2]}`)
      else if (line !== '') {
        const sample = /^([a-z_:]+)(\{([a-z_]+="(\\.|[^"\\])*",?)*\})? (\S+)$/.exec(line)
        assert.ok(sample, `a sample: ${line}`)
        assert.ok(!Number.isNaN(Number(sample[5]!.replace('+Inf', '1'))), `a number: ${line}`)
        const family = sample[1]!.replace(/_(bucket|sum|count)$/, '')
        const name = described.has(`TYPE ${family}`) ? family : sample[1]!
        for (const word of ['HELP', 'TYPE']) assert.ok(described.has(`${word} ${name}`), `${word} before ${line}`)
        samples.push(line)
      }
    }
    assert.equal(new Set(samples.map((s) => s.slice(0, s.lastIndexOf(' ')))).size, samples.length, 'no sample twice')
    assert.ok(
      samples.some((s) =>
        /^http_server_request_duration_seconds_count\{.*route="\/api\/submissions".*status="201"/.test(s),
      ),
    )
    for (const secret of [token, operatorKey, id])
      assert.ok(!reply.text.includes(secret), 'no secret and no id in a label')
  })
})
