// Organisations sign up, work, meet their limits, are suspended, take their data along and are erased; and the one beside them sees nothing of it.
import assert from 'node:assert/strict'
import { createHash, createPublicKey, verify } from 'node:crypto'
import test from 'node:test'
import { eventually } from '#platform/testing'
import { operatorKey } from '../platform.ts'
import { unzip, verified } from './archives.ts'
import { inBothModes } from './modes.ts'
import { ask, download, json, operate, signUp } from './organisations.ts'
import { send, sendMultipart } from './wire.ts'

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

inBothModes({ PROVISIONING_GRACE_HOURS: '0', PROVISIONING_SETTLE_MS: '300' }, (platform) => {
  test('An organisation that signs up is prepared in visible steps, and works at its own address.', async () => {
    const own = await signUp(platform, 'orchard')
    const { body: about } = await send(platform.url, '/api/tenant', { host: own.host })
    assert.deepEqual([about.name, about.state], ['orchard works', 'active'])
    const taken = await ask(platform, own.host, 'A shop for apples. Customers pay by card.')
    assert.equal(taken.status, 201, taken.text)
    const here = await operate(platform, 'GET', '/api/submissions', { host: own.host })
    assert.deepEqual(
      here.body.submissions.map((s: any) => s.id),
      [taken.body.id],
    )
    const elsewhere = await operate(platform, 'GET', '/api/submissions')
    assert.ok(!elsewhere.text.includes(taken.body.id), 'the tenant of the installation sees nothing of it')
  })

  test('A short name is had by one organisation only, and a repeat of the same person joins while it is prepared.', async () => {
    const own = await signUp(platform, 'unique')
    const again = await send(platform.url, '/api/sign-up', {
      method: 'POST',
      ...json({ organisation: 'Other', slug: 'unique', address: 'o@other.example.com' }),
    })
    assert.deepEqual([again.status, again.body.code], [409, 'slug_taken'])
    const { body } = await send(platform.url, '/api/sign-up', {
      method: 'POST',
      ...json({ organisation: 'Api', slug: 'api', address: 'o@other.example.com' }),
    })
    assert.equal(body.code, 'not_accepted')
    assert.equal((await operate(platform, 'GET', `/api/tenants/${own.id}`)).body.name, 'unique works')
  })

  test('The stream of the preparation tells each step once and ends with where to go.', async () => {
    const asked = await send(platform.url, '/api/sign-up', {
      method: 'POST',
      ...json({ organisation: 'Streamed', slug: 'streamed', address: 's@streamed.example.com' }),
    })
    const { text } = await send(platform.url, asked.body.links.events, { token: asked.body.token })
    const steps = [...text.matchAll(/event: step\ndata: (.*)\n/g)].map((m) => JSON.parse(m[1]!).name)
    assert.deepEqual(steps, [
      'workspace',
      'roles',
      'storage',
      'project',
      'templates',
      'sender',
      'address',
      'sample',
      'ready',
    ])
    assert.match(text, /event: ready\ndata: .*streamed\.localhost/)
    const strange = await send(platform.url, asked.body.links.self, { token: `${asked.body.id}.${'A'.repeat(43)}` })
    assert.equal(strange.status, 401)
  })

  test('A plan bounds requests and bytes: near is announced, beyond is refused with the numbers and changes nothing.', async () => {
    const own = await signUp(platform, 'bounded')
    const limits = { requestsPerMonth: 3, storageBytes: 4_000 }
    const chosen = await operate(platform, 'PUT', `/api/tenants/${own.id}/plan`, { body: { plan: 'open', limits } })
    assert.deepEqual([chosen.status, chosen.body.limits], [200, limits])
    for (const word of ['apples', 'pears'])
      assert.equal((await ask(platform, own.host, `A shop for ${word}.`)).status, 201)
    const big = [
      { field: 'description', content: 'A shop for plums.' },
      { field: 'contactType', content: 'email' },
      { field: 'contactValue', content: 'visitor@example.com' },
      { field: 'consent', content: 'true' },
      { field: 'files', name: 'plums.txt', content: 'plums '.repeat(1_000) },
    ]
    const before = platform.blobCount()
    const tooBig = await sendMultipart(platform.url, big, { host: own.host })
    assert.deepEqual(
      [tooBig.status, tooBig.body.code, tooBig.body.limit, tooBig.body.max, tooBig.body.used],
      [429, 'quota_exceeded', 'storageBytes', 4_000, 0],
    )
    assert.equal(platform.blobCount(), before, 'the file of a refused request is gone')
    assert.equal((await ask(platform, own.host, 'A shop for cherries.')).status, 201)
    const beyond = await ask(platform, own.host, 'A shop for quinces.')
    assert.equal(beyond.headers['content-type'], 'application/problem+json; charset=utf-8')
    assert.deepEqual(
      [beyond.status, beyond.body.code, beyond.body.limit, beyond.body.max, beyond.body.used],
      [429, 'quota_exceeded', 'requestsPerMonth', 3, 3],
    )
    assert.match(beyond.body.resets, /^\d{4}-\d{2}-01T00:00:00/)
    assert.ok(Number(beyond.headers['retry-after']) > 0)
    const list = await operate(platform, 'GET', '/api/submissions', { host: own.host })
    assert.equal(list.body.submissions.length, 3)
    const usage = (await operate(platform, 'GET', '/api/tenant/usage', { host: own.host })).body.usage
    const of = (name: string) => usage.find((u: any) => u.limit === name)
    assert.deepEqual([of('requestsPerMonth').used, of('requestsPerMonth').state], [3, 'reached'])
    assert.deepEqual([of('storageBytes').used, of('storageBytes').state, of('seats').max], [0, 'free', undefined])
    assert.deepEqual([of('functionMsPerMonth').used, of('functionMsPerMonth').state], [0, 'free'])
    assert.equal(of('apiPerMinute').state, 'unmeasured')
    // Another plan is in force at once.
    await operate(platform, 'PUT', `/api/tenants/${own.id}/plan`, { body: { plan: 'open' } })
    await eventually(
      'the next request to be taken',
      async () => (await ask(platform, own.host, 'A shop for quinces.')).status === 201,
    )
    const wrong = await operate(platform, 'PUT', `/api/tenants/${own.id}/plan`, { body: { plan: 'golden' } })
    assert.deepEqual([wrong.status, wrong.body.code], [422, 'unknown_plan'])
  })

  test('A plan bounds the requests to the API in a minute.', async () => {
    const own = await signUp(platform, 'hurried')
    await operate(platform, 'PUT', `/api/tenants/${own.id}/plan`, {
      body: { plan: 'open', limits: { apiPerMinute: 5 } },
    })
    const last = await eventually('the sixth request to be refused', async () => {
      const reply = await send(platform.url, '/api/tenant', { host: own.host })
      return reply.status === 429 && reply
    })
    assert.equal(last.body.code, 'rate_limited')
    assert.equal((await send(platform.url, '/api/tenant')).status, 200, 'others are not slowed down')
  })

  test('A plan bounds the people: who is one too many is not invited, and nothing is sent.', async () => {
    const own = await signUp(platform, 'narrow')
    // The owner has not followed the link yet: an open invitation takes a seat.
    await operate(platform, 'PUT', `/api/tenants/${own.id}/plan`, { body: { plan: 'open', limits: { seats: 2 } } })
    const invite = (address: string) =>
      operate(platform, 'POST', '/api/auth/invitations', { host: own.host, body: { address, role: 'member' } })
    assert.equal((await invite('second@example.com')).status, 201)
    const third = await eventually('the bound to be known', async () => {
      const reply = await invite('third@example.com')
      return reply.status === 429 && reply
    })
    assert.equal(third.body.code, 'quota_exceeded')
    const { invitations } = (await operate(platform, 'GET', '/api/auth/invitations', { host: own.host })).body
    assert.deepEqual(invitations.map((i: any) => i.address).sort(), ['owner@narrow.example.com', 'second@example.com'])
    assert.equal((await invite('second@example.com')).status, 201, 'who is invited already takes no further seat')
  })

  test('A suspended organisation can be read and not written, until it is resumed.', async () => {
    const own = await signUp(platform, 'paused')
    const receipt = (await ask(platform, own.host, 'A shop for clocks.')).body
    await operate(platform, 'POST', `/api/tenants/${own.id}/suspend`, { body: { reason: 'An invoice is open.' } })
    const refused = await eventually('a write to be refused', async () => {
      const reply = await ask(platform, own.host, 'A shop for watches.')
      return reply.status === 403 && reply
    })
    assert.deepEqual([refused.body.code, /read-only/.test(refused.body.detail)], ['tenant_suspended', true])
    const read = await send(platform.url, receipt.links.self, { host: own.host, token: receipt.token })
    assert.deepEqual([read.status, read.body.id], [200, receipt.id])
    assert.equal((await send(platform.url, '/api/tenant', { host: own.host })).body.state, 'suspended')
    assert.equal((await ask(platform, 'localhost', 'A shop for bells.')).status, 201, 'others may write')
    const twice = await operate(platform, 'POST', `/api/tenants/${own.id}/suspend`, { body: {} })
    assert.deepEqual([twice.status, twice.body.code], [409, 'not_possible'])
    await operate(platform, 'POST', `/api/tenants/${own.id}/resume`)
    await eventually(
      'a write to be taken',
      async () => (await ask(platform, own.host, 'A shop for watches.')).status === 201,
    )
  })

  test('What an organisation chooses is checked, kept, and shown to nobody else.', async () => {
    const own = await signUp(platform, 'choosy')
    const put = (body: unknown) => operate(platform, 'PUT', '/api/tenant/settings', { host: own.host, body })
    assert.equal((await put({ currency: 'CZK' })).body.code, 'rates_needed')
    assert.equal((await put({ timeZone: 'Moon/Sea' })).body.code, 'unknown_time_zone')
    assert.equal((await put({ country: 'CZ', region: 'DE-BY' })).body.code, 'region_elsewhere')
    const chosen = {
      name: 'Choosy & Sons',
      country: 'CZ',
      currency: 'CZK',
      rates: { minorPerHour: 180_000 },
      timeZone: 'Europe/Prague',
      languages: ['cs', 'en'],
      branding: { primary: '#112233', senderName: 'Choosy', replyTo: 'hello@choosy.example.com' },
    }
    assert.equal((await put(chosen)).status, 200)
    const read = async () => (await operate(platform, 'GET', '/api/tenant/settings', { host: own.host })).body
    const { version, ...kept } = await read()
    assert.deepEqual(kept, chosen)
    const about = (await send(platform.url, '/api/tenant', { host: own.host })).body
    assert.deepEqual(
      [about.name, about.languages, about.branding],
      ['Choosy & Sons', ['cs', 'en'], { primary: '#112233', senderName: 'Choosy' }],
    )
    assert.deepEqual((await operate(platform, 'GET', '/api/tenant/settings')).body, { version: 0 })
    assert.deepEqual((await read()).version, version)
  })

  test('Two who change settings at once do not overwrite one another.', async () => {
    const own = await signUp(platform, 'editors')
    const { host } = own
    const read = async () => (await operate(platform, 'GET', '/api/tenant/settings', { host })).body
    const patch = (change: unknown, version?: number) =>
      operate(platform, 'PATCH', '/api/tenant/settings', { host, body: { change, version } })
    const { version } = await read()
    const first = await patch({ name: 'Editors', branding: { primary: '#112233', accent: '#445566' } }, version)
    assert.deepEqual([first.status, first.body.name, first.body.version], [200, 'Editors', version + 1], first.text)
    const late = await patch({ name: 'Others' }, version)
    assert.deepEqual([late.status, late.body.code], [409, 'changed_meanwhile'])
    const replaced = await operate(platform, 'PUT', '/api/tenant/settings', { host, body: { name: 'Others', version } })
    assert.deepEqual([replaced.status, replaced.body.code], [409, 'changed_meanwhile'])
    const many = await Promise.all([
      patch({ timeZone: 'Europe/Prague' }),
      patch({ rates: { minorPerHour: 9_000 } }),
      patch({ branding: { primary: null, senderName: 'Ed' } }),
      patch({ country: 'DE' }),
    ])
    assert.deepEqual(
      many.map(({ status }) => status),
      [200, 200, 200, 200],
    )
    assert.equal((await patch({ country: 'CZ', region: 'DE-BY' })).body.code, 'region_elsewhere')
    assert.deepEqual(await read(), {
      name: 'Editors',
      branding: { accent: '#445566', senderName: 'Ed' },
      timeZone: 'Europe/Prague',
      rates: { minorPerHour: 9_000 },
      country: 'DE',
      version: version + 5,
    })
    assert.equal((await patch({ currency: 'CZK', rates: null })).body.code, 'rates_needed')
    assert.equal((await patch({ colour: 'blue' })).body.code, 'invalid_input')
  })

  test('The archive of an organisation holds every row and file of it, proved by their hashes, and nothing of others.', async () => {
    const [own, other] = [await signUp(platform, 'packed'), await signUp(platform, 'unpacked')]
    const file = [
      ...Object.entries({
        description: 'A shop for heliotrope.',
        contactType: 'email',
        contactValue: 'h@example.com',
        consent: 'true',
      }),
    ].map(([field, content]) => ({ field, content }))
    const receipt = (
      await sendMultipart(
        platform.url,
        [...file, { field: 'files', name: 'list.txt', content: 'Heliotrope: three.' }],
        { host: own.host },
      )
    ).body
    await ask(platform, other.host, 'A shop for vermilion.')
    await eventually(
      'the request to be answered',
      async () => {
        const { body } = await send(platform.url, receipt.links.self, { host: own.host, token: receipt.token })
        return body.finishedAt
      },
      180_000,
    )
    const started = await operate(platform, 'POST', '/api/tenant/exports', { host: own.host })
    assert.equal(started.status, 202, started.text)
    const made = await eventually('the archive', async () => {
      const { exports } = (await operate(platform, 'GET', '/api/tenant/exports', { host: own.host })).body
      return exports[0].state !== 'running' && exports[0]
    })
    assert.equal(made.state, 'ready', made.reason)
    const address = `/api/tenant/exports/${made.id}/archive`
    const bytes = await download(platform, address, own.host)
    assert.deepEqual([bytes.length, sha256(bytes)], [made.bytes, made.sha256])
    const { manifest, rows } = verified(await unzip(bytes))
    assert.deepEqual([manifest.tenant, manifest.rows, manifest.files.length], [own.id, made.rows, made.files])
    assert.equal(rows.get('submission.submissions')!.length, 1)
    assert.ok(rows.get('submission.submissions')![0].description.includes('heliotrope'))
    for (const table of [
      'engine.runs',
      'statex.events',
      'notification.messages',
      'provisioning.tenants',
      'submission.projects',
      'orchestrator.results',
    ])
      assert.ok(rows.get(table)!.length > 0, table)
    assert.ok(
      [...rows.values()].flat().every((row) => row.tenant_id === own.id),
      'rows of this organisation only',
    )
    assert.ok(!JSON.stringify([...rows]).includes('vermilion'))
    assert.ok(manifest.files.some((f: any) => f.key.includes('/submission/')))
    const prototypes = manifest.tables.find((t: any) => t.table === 'prototype.prototypes')
    assert.deepEqual([prototypes.withheld, rows.get('prototype.prototypes')![0].secret], [['secret'], null])
    for (const [host, token, status] of [
      [other.host, operatorKey, 404],
      [own.host, receipt.token, 404],
      [own.host, undefined, 401],
    ] as const)
      assert.equal((await send(platform.url, address, { host, token })).status, status)
  })

  test('An erasure can be taken back in its time; afterwards everything is gone, a signed receipt says what, and others keep theirs.', async () => {
    const [own, other] = [await signUp(platform, 'leaving'), await signUp(platform, 'staying')]
    for (const { host } of [own, other]) await ask(platform, host, 'A shop for gamboge.')
    const wrong = await operate(platform, 'POST', '/api/tenant/close', { host: own.host, body: { confirm: 'staying' } })
    assert.deepEqual([wrong.status, wrong.body.code], [422, 'not_confirmed'])
    const asked = await operate(platform, 'POST', '/api/tenant/close', { host: own.host, body: { confirm: 'leaving' } })
    assert.equal(asked.status, 202, asked.text)
    const { id, token } = asked.body
    const done = await eventually(
      'the receipt',
      async () => {
        const { body } = await send(platform.url, `/api/erasures/${id}`, { token })
        return body.state === 'done' && body
      },
      60_000,
    )
    const { body: jwk } = await send(platform.url, '/api/erasure-key')
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    assert.ok(verify(null, Buffer.from(done.receipt), key, Buffer.from(done.signature, 'base64url')))
    const receipt = JSON.parse(done.receipt)
    assert.deepEqual([receipt.tenant, receipt.erasure, receipt.left], [own.id, id, []])
    const tables = receipt.tables.map((t: any) => t.table)
    for (const table of [
      'submission.submissions',
      'submission.projects',
      'engine.runs',
      'statex.events',
      'provisioning.tenants',
      'provisioning.hosts',
    ])
      assert.ok(tables.includes(table), table)
    assert.ok(receipt.rows > 20 && receipt.files.count > 0)
    assert.equal((await operate(platform, 'GET', `/api/tenants/${own.id}`)).status, 404)
    await eventually(
      'its address to lead nowhere',
      async () => (await send(platform.url, '/api/tenant', { host: own.host })).body.slug !== 'leaving',
    )
    const { body: theirs } = await operate(platform, 'GET', '/api/submissions', { host: other.host })
    assert.equal(theirs.submissions.length, 1)
    // The name is free again.
    assert.notEqual((await signUp(platform, 'leaving')).id, own.id)
  })
})
