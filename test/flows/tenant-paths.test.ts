// An organisation reached by path, `/t/<slug>/…`, or by the key that is shown: the visitor's pages and the API. Neither makes a credential worth more than at its
// own organisation.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { newApiKey } from '#platform/api-key'
import { eventually } from '#platform/testing'
import { contracts } from '../../services/contracts.ts'
import { operatorKey } from '../platform.ts'
import { inBothModes } from './modes.ts'
import { type Owned, own } from './owned.ts'
import { ask, type Browser, enrolOwner } from './people.ts'
import { assertProblem } from './shapes.ts'
import { assertNothingOf, filled } from './walking.ts'
import { fieldParts, multipart, multipartType, send } from './wire.ts'

// What a configured organisation is called until somebody gives it a name: `ten_a`, filled up to three letters.
const [atA, atB] = ['/t/a00', '/t/b00']

inBothModes({}, (platform) => {
  let a: Owned
  let b: Owned
  let ownerOfA: Browser
  let ownerOfB: Browser
  const keyOf = async (owner: Browser): Promise<string> => {
    const scopes = ['submission.read', 'auth.read-members', 'provisioning.read']
    const made = await ask(platform, 'POST', '/auth/keys', owner, { name: 'k', scopes })
    assert.equal(made.status, 201, made.text)
    return made.body.secret
  }
  before(async () => {
    a = await own(platform, 'a.test', 'amaranthine')
    b = await own(platform, 'b.test', 'burnished')
    ownerOfA = await enrolOwner(platform, 'a.test', 'ten_a', 'o-a@example.com')
    ownerOfB = await enrolOwner(platform, 'b.test', 'ten_b', 'o-b@example.com')
    for (const [owner, name] of [
      [ownerOfA, 'Amaranth'],
      [ownerOfB, 'Burnish'],
    ] as const) {
      const set = await ask(platform, 'PUT', '/tenant/settings', owner, { name })
      assert.equal(set.status, 200, set.text)
    }
    for (const path of [atA, atB])
      await eventually(
        `${path} to be known`,
        async () => (await send(platform.url, `${path}/api/tenant`)).status === 200,
      )
  })

  test('A visitor sends a request by path, and follows it there with its secret.', async () => {
    assert.equal((await send(platform.url, `${atA}/api/tenant`)).body.name, 'Amaranth')
    const sent = await send(platform.url, `${atA}/api/submissions`, {
      ...{ method: 'POST', body: multipart(fieldParts()), headers: { 'content-type': multipartType } },
    })
    assert.equal(sent.status, 201, sent.text)
    const { id, token } = sent.body
    assert.equal((await send(platform.url, `${atA}/api/submissions/${id}`, { token })).body.id, id)
    // It is a request of that organisation, at its host too, and of no other.
    assert.equal((await send(platform.url, `/api/submissions/${id}`, { token, host: 'a.test' })).status, 200)
    assertProblem(await send(platform.url, `${atB}/api/submissions/${id}`, { token }), 401, 'unauthorised')
    assertProblem(await send(platform.url, `/api/submissions/${id}`, { token }), 401, 'unauthorised')
  })

  test('A key works by path at its own organisation, and at no other.', async () => {
    const [keyA, keyB] = [await keyOf(ownerOfA), await keyOf(ownerOfB)]
    const list = (path: string, token: string) => send(platform.url, `${path}/api/submissions`, { token })
    assert.ok((await list(atA, keyA)).body.submissions.some(({ id }: { id: string }) => id === a.receipt.id))
    assertProblem(await list(atA, keyB), 401, 'unauthorised')
    assertNothingOf(a, await list(atB, keyB), 'the key of B')
  })

  test('Where neither host nor path names an organisation, a key leads to its own; where one does, to no other.', async () => {
    const [keyA, keyB] = [await keyOf(ownerOfA), await keyOf(ownerOfB)]
    const seen = async (token: string, host?: string) => send(platform.url, '/api/submissions', { token, host })
    const idsSeen = async (token: string) =>
      (await seen(token)).body.submissions.map(({ id }: { id: string }) => id) as string[]
    assert.ok((await idsSeen(keyA)).includes(a.receipt.id))
    assertNothingOf(b, await seen(keyA), 'the key of A')
    assert.ok((await idsSeen(keyB)).includes(b.receipt.id))
    assertNothingOf(a, await seen(keyB), 'the key of B')
    assertProblem(await seen(keyA, 'b.test'), 401, 'unauthorised')
    // What is new belongs to the organisation of the key as well, and what is public speaks for it.
    const sent = await send(platform.url, '/api/submissions', {
      ...{ method: 'POST', body: multipart(fieldParts()), token: keyA },
      headers: { 'content-type': multipartType },
    })
    assert.equal(sent.status, 201, sent.text)
    assert.ok((await idsSeen(keyA)).includes(sent.body.id))
    assert.equal((await send(platform.url, '/api/tenant', { token: keyB })).body.name, 'Burnish')
    // Accounts stay at the host name, as by path; a key that nobody made leads nowhere.
    assertProblem(await send(platform.url, '/api/auth/members', { token: keyA }), 401, 'unauthorised')
    assertProblem(await seen(newApiKey()), 401, 'unauthorised')
  })

  test('A key that was revoked still leads to its organisation, and opens nothing there.', async () => {
    const made = await ask(platform, 'POST', '/auth/keys', ownerOfA, { name: 'k', scopes: ['submission.read'] })
    const {
      key: { id },
      secret,
    } = made.body
    const list = () => send(platform.url, '/api/submissions', { token: secret })
    assert.equal((await list()).status, 200)
    assert.equal((await ask(platform, 'DELETE', `/auth/keys/${id}`, ownerOfA)).status, 200)
    assertProblem(await list(), 401, 'unauthorised')
    assert.equal((await send(platform.url, '/api/tenant', { token: secret })).body.name, 'Amaranth')
  })

  test('An organisation that is read-only is so for its key wherever that is shown.', async () => {
    const keyB = await keyOf(ownerOfB)
    const order = (verb: string) =>
      send(platform.url, `/api/tenants/ten_b/${verb}`, {
        method: 'POST',
        token: operatorKey,
        body: '{}',
        headers: { 'content-type': 'application/json' },
      })
    const write = () =>
      send(platform.url, '/api/submissions', {
        ...{ method: 'POST', body: multipart(fieldParts()), token: keyB },
        headers: { 'content-type': multipartType },
      })
    assert.equal((await order('suspend')).status, 200)
    await eventually('the door to know', async () => (await write()).body.code === 'tenant_suspended')
    assert.equal((await send(platform.url, '/api/submissions', { token: keyB })).status, 200)
    assert.equal((await order('resume')).status, 200)
    await eventually('the door to know', async () => (await write()).status === 201)
  })

  test('Where no host names an organisation, no route shows the key of one anything of another.', async () => {
    const keyB = await keyOf(ownerOfB)
    for (const { routes } of contracts)
      for (const route of Object.values(routes).filter(({ at }) => at !== 'root')) {
        const { url, body } = filled(route, a)
        const reply = await send(platform.url, url, {
          ...{ method: route.method, token: keyB, body: body ?? (route.method === 'GET' ? undefined : '') },
          headers: { ...(body && { 'content-type': 'application/json' }) },
        })
        if (route.access !== 'public') assertNothingOf(a, reply, `the key of B: ${route.method} ${url}`)
      }
  })

  test('By path no route of any contract shows anything to credentials of another organisation, and no cookie counts.', async () => {
    const keyB = await keyOf(ownerOfB)
    const callers: Record<string, { token?: string; headers?: Record<string, string> }> = {
      nobody: {},
      'a customer of B': { token: b.receipt.token },
      'a key of B': { token: keyB },
      'the owner of B': { headers: { cookie: ownerOfB.cookie, 'sec-fetch-site': 'same-origin' } },
      'the owner of A': { headers: { cookie: ownerOfA.cookie, 'sec-fetch-site': 'same-origin' } },
    }
    for (const { routes, name } of contracts)
      for (const route of Object.values(routes).filter(({ at }) => at !== 'root')) {
        const { url, body } = filled(route, a)
        for (const [who, caller] of Object.entries(callers)) {
          const reply = await send(platform.url, `${atA}${url}`, {
            ...{ method: route.method, token: caller.token, body: body ?? (route.method === 'GET' ? undefined : '') },
            headers: { ...caller.headers, ...(body && { 'content-type': 'application/json' }) },
          })
          const what = `${who}: ${route.method} ${atA}${url} ${reply.status} ${reply.text.slice(0, 200)}`
          if (name === 'auth' || url.startsWith('/api/sign-up')) assert.equal(reply.status, 404, what)
          else if (route.access !== 'public') {
            assert.ok([401, 404].includes(reply.status), what)
            assertNothingOf(a, reply, who)
          }
        }
      }
  })

  test('Where a host leads to an organisation, a path leads to no other; and nobody is found by a path that is none.', async () => {
    for (const [path, host] of [
      [`${atA}/api/tenant`, 'b.test'],
      [`${atB}/api/tenant`, 'a.test'],
      ['/t/nobody-here/api/tenant', undefined],
      ['/t/A00/api/tenant', undefined],
      ['/t/a00/t/b00/api/tenant', undefined],
      [`${atA}/../b00/api/tenant`, undefined],
      [`${atA}/%2e%2e/b00/api/tenant`, undefined],
      [`${atA}/oidc/.well-known/openid-configuration`, undefined],
      [`${atA}/scim/v2/Users`, undefined],
      [`${atA}/api/%61uth/sign-in-providers`, undefined],
      [`${atA}/metrics`, undefined],
    ] as const)
      assertProblem(await send(platform.url, path, { host }), 404, 'not_found')
    // Who runs the installation works for the organisation that the address names, as with a host name.
    const reply = await send(platform.url, `${atB}/api/submissions`, { token: operatorKey })
    assert.equal(reply.status, 200)
    assertNothingOf(a, reply, 'the operator at B')
  })
})
