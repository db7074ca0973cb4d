// An organisation reached by path, `/t/<slug>/…`: the visitor's pages and the API. A path never makes a credential worth more than at its own organisation.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
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
    assertProblem(await list('', keyA), 401, 'unauthorised')
    assertNothingOf(a, await list(atB, keyB), 'the key of B')
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
