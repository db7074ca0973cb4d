// Provisioning by a directory: what Okta and Entra ID send, and what it must never reach.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openBrowser } from './browser.ts'
import { inBothModes } from './modes.ts'
import { ask, type Browser, enrolOwner, join, password, signIn } from './people.ts'
import { assertProblem } from './shapes.ts'
import { startUpstream, type Upstream } from './upstream.ts'
import { type Reply, send } from './wire.ts'

const core = 'urn:ietf:params:scim:schemas:core:2.0'
const patchOf = (...Operations: object[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
})

inBothModes({ AUTH_PRIVATE_PROVIDERS: 'true' }, (platform) => {
  let upstream: Upstream
  let owner: Browser
  let other: Browser
  let directory: (method: string, path: string, body?: unknown) => Promise<Reply>
  let foreign: typeof directory
  const me = (who: Browser) => ask(platform, 'GET', '/auth/me', who)

  const open = async (who: Browser): Promise<typeof directory> => {
    const wanted = { name: 'directory', scopes: ['auth.scim'], isServiceAccount: true }
    const made = await ask(platform, 'POST', '/auth/keys', who, wanted)
    assert.equal(made.status, 201, made.text)
    return (method, path, body) =>
      send(platform.url, `/scim/v2${path}`, {
        method,
        host: who.host,
        token: made.body.secret,
        body: body === undefined ? (method === 'GET' ? undefined : '') : JSON.stringify(body),
        headers: body === undefined ? {} : { 'content-type': 'application/scim+json' },
      })
  }
  const refused = (reply: Reply, status: number, scimType?: string) => {
    assert.equal(reply.status, status, reply.text)
    assert.match(reply.headers['content-type']!, /^application\/scim\+json/)
    assert.deepEqual(
      [reply.body.schemas, reply.body.status, reply.body.scimType],
      [['urn:ietf:params:scim:api:messages:2.0:Error'], String(status), scimType],
    )
    assert.ok(reply.body.detail.length > 10)
  }
  const done = (reply: Reply, status = 200) => {
    assert.equal(reply.status, status, reply.text)
    return reply.body
  }
  const roleOf = async (personId: string, who = owner) =>
    (await ask(platform, 'GET', '/auth/members', who)).body.members.find(
      (m: { personId: string }) => m.personId === personId,
    )?.role

  before(async () => {
    upstream = await startUpstream()
    owner = await enrolOwner(platform, 'a.test', 'ten_a', 'owner@acme.example.com')
    other = await enrolOwner(platform, 'b.test', 'ten_b', 'owner@other.example.com')
    directory = await open(owner)
    foreign = await open(other)
  })
  after(() => upstream?.close())

  /** Signs in by a provider of the organisation. */
  const comeBy = async (providerId: string, sub: string, email: string) => {
    const origin = new URL(platform.url)
    origin.hostname = 'a.test'
    const browser = openBrowser(origin.origin, platform.url)
    const sent = (await browser.open(`/api/auth/providers/${providerId}/start`)).url
    const given = upstream.agree(sent, { sub, email, email_verified: true })
    const { url } = await browser.open(`/api/auth/provider-return?${given}`)
    return { url: new URL(url), who: { host: 'a.test', cookie: browser.cookie('statex') } }
  }

  test('It says what there is, to the key of a directory and to nobody else.', async () => {
    const config = done(await directory('GET', '/ServiceProviderConfig'))
    assert.deepEqual([config.patch.supported, config.bulk.supported], [true, false])
    const types = done(await directory('GET', '/ResourceTypes'))
    assert.deepEqual(
      types.Resources.map((r: { id: string; endpoint: string }) => [r.id, r.endpoint]),
      [
        ['User', '/Users'],
        ['Group', '/Groups'],
      ],
    )
    assert.equal(done(await directory('GET', '/ResourceTypes/User')).schema, `${core}:User`)
    assert.equal(done(await directory('GET', '/Schemas')).totalResults, 2)
    assert.equal(done(await directory('GET', `/Schemas/${core}:Group`)).name, 'Group')
    refused(await directory('GET', '/Schemas/nothing'), 404)
    assertProblem(await send(platform.url, '/scim/v2/Users', { host: 'a.test' }), 401)
    const { secret } = (
      await ask(platform, 'POST', '/auth/keys', owner, { name: 'other', scopes: ['auth.read-members'] })
    ).body
    assertProblem(await send(platform.url, '/scim/v2/Users', { host: 'a.test', token: secret }), 403, 'forbidden')
  })

  test('Okta: looks for a user, creates, reads, replaces, deactivates and reactivates.', async () => {
    const query = encodeURIComponent('userName eq "isaac@acme.example.com"')
    const none = done(await directory('GET', `/Users?filter=${query}&startIndex=1&count=100`))
    assert.deepEqual([none.totalResults, none.Resources], [0, []])
    const user = {
      schemas: [`${core}:User`],
      userName: 'Isaac@acme.example.com',
      name: { givenName: 'Isaac', familyName: 'Brock' },
      emails: [{ primary: true, value: 'Isaac@acme.example.com', type: 'work' }],
      displayName: 'Isaac Brock',
      locale: 'en-US',
      externalId: '00ujl29u0le5T6Aj10h7',
      groups: [],
      password: '1mz050nq',
      active: true,
    }
    const reply = await directory('POST', '/Users', user)
    const made = done(reply, 201)
    assert.equal(reply.headers.location, made.meta.location)
    assert.match(made.meta.location, new RegExp(`/scim/v2/Users/${made.id}$`))
    assert.deepEqual(
      [made.userName, made.externalId, made.active, made.emails[0].value, made.name.formatted],
      ['Isaac@acme.example.com', '00ujl29u0le5T6Aj10h7', true, 'isaac@acme.example.com', 'Isaac Brock'],
    )
    assert.ok(!JSON.stringify(made).includes('1mz050nq'))
    refused(await directory('POST', '/Users', user), 409, 'uniqueness')
    refused(await directory('POST', '/Users', { ...user, userName: 'ISAAC@acme.example.com' }), 409, 'uniqueness')
    refused(await directory('POST', '/Users', { displayName: 'Nobody' }), 400, 'invalidValue')
    assert.equal(await roleOf(made.id), 'member')
    assert.equal(done(await directory('GET', `/Users?filter=${query}`)).Resources[0].id, made.id)
    assert.deepEqual(done(await directory('GET', `/Users/${made.id}`)), made)
    const replaced = done(
      await directory('PUT', `/Users/${made.id}`, {
        ...made,
        name: { givenName: 'I.', familyName: 'B.' },
        displayName: 'I. B.',
      }),
    )
    assert.deepEqual([replaced.name.givenName, replaced.displayName], ['I.', 'I. B.'])
    const off = done(
      await directory('PATCH', `/Users/${made.id}`, patchOf({ op: 'replace', value: { active: false } })),
    )
    assert.deepEqual([off.active, await roleOf(made.id)], [false, undefined])
    const on = done(await directory('PATCH', `/Users/${made.id}`, patchOf({ op: 'replace', value: { active: true } })))
    assert.deepEqual([on.active, await roleOf(made.id)], [true, 'member'])
  })

  test('Entra ID: creates with its extension, patches with paths and words for booleans, and asks with two conditions.', async () => {
    const made = done(
      await directory('POST', '/Users', {
        schemas: [`${core}:User`, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
        externalId: '0a21f0f2',
        userName: 'vera@acme.example.com',
        active: 'True',
        emails: [{ primary: true, type: 'work', value: 'vera@acme.example.com' }],
        meta: { resourceType: 'User' },
        name: { formatted: 'Vera V', familyName: 'V', givenName: 'Vera' },
        roles: [],
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Shop' },
      }),
      201,
    )
    const changed = done(
      await directory(
        'PATCH',
        `/Users/${made.id}`,
        patchOf(
          { op: 'Replace', path: 'emails[type eq "work"].value', value: 'vera.v@acme.example.com' },
          { op: 'Replace', path: 'name.familyName', value: 'Vee' },
          { op: 'Add', path: 'title', value: 'Clerk' },
          { op: 'Add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', value: 'Yard' },
        ),
      ),
    )
    assert.deepEqual([changed.emails[0].value, changed.name.familyName], ['vera.v@acme.example.com', 'Vee'])
    const found = async (filter: string) =>
      done(await directory('GET', `/Users?filter=${encodeURIComponent(filter)}`)).Resources.map(
        (r: { id: string }) => r.id,
      )
    assert.deepEqual(await found('externalId eq "0a21f0f2" and active eq true'), [made.id])
    assert.deepEqual(await found('externalId eq "0A21F0F2"'), [], 'what the directory calls it is compared exactly')
    assert.deepEqual(await found('emails[type eq "work" and value eq "VERA.V@acme.example.com"]'), [made.id])
    assert.deepEqual(await found('userName sw "vera" or userName eq "nobody"'), [made.id])
    assert.equal((await found('externalId pr and not (userName co "vera")')).length, 1)
    for (const filter of ['userName', 'password eq "x"', 'userName eq "x" or', 'active eq "yes"', "' or 1=1 --"])
      refused(await directory('GET', `/Users?filter=${encodeURIComponent(filter)}`), 400, 'invalidFilter')
    const off = done(
      await directory('PATCH', `/Users/${made.id}`, patchOf({ op: 'Replace', path: 'active', value: 'False' })),
    )
    assert.deepEqual([off.active, await roleOf(made.id)], [false, undefined])
    assert.equal((await directory('DELETE', `/Users/${made.id}`)).status, 204)
    refused(await directory('GET', `/Users/${made.id}`), 404)
    refused(await directory('DELETE', `/Users/${made.id}`), 404)
  })

  test('Users come in pages, with the attributes that were asked for.', async () => {
    for (const n of [1, 2, 3]) done(await directory('POST', '/Users', { userName: `page${n}@acme.example.com` }), 201)
    const page = async (query: string) => done(await directory('GET', `/Users?${query}`))
    const all = await page('')
    const first = await page('startIndex=1&count=2')
    assert.deepEqual([first.totalResults, first.itemsPerPage, first.startIndex], [all.totalResults, 2, 1])
    const rest = await page(`startIndex=3&count=1000`)
    assert.deepEqual(
      [...first.Resources, ...rest.Resources].map((r) => r.id),
      all.Resources.map((r: { id: string }) => r.id),
    )
    assert.deepEqual((await page('count=0')).Resources, [])
    assert.equal((await page('startIndex=-5')).startIndex, 1)
    const [short] = (await page('attributes=userName&count=1')).Resources
    assert.deepEqual(Object.keys(short).sort(), ['id', 'schemas', 'userName'])
  })

  test('Groups are the roles: being put into one and taken out changes what a person may do at once.', async () => {
    const isaac = done(await directory('GET', `/Users?filter=${encodeURIComponent('userName sw "isaac"')}`))
      .Resources[0]
    const found = done(
      await directory(
        'GET',
        `/Groups?filter=${encodeURIComponent('displayName eq "Auditor"')}&excludedAttributes=members`,
      ),
    ).Resources
    assert.deepEqual([found.length, found[0].id, 'members' in found[0]], [1, 'auditor', false])
    const patch = (role: string, ...operations: object[]) =>
      directory('PATCH', `/Groups/${role}`, patchOf(...operations))
    // Entra ID.
    done(await patch('auditor', { op: 'Add', path: 'members', value: [{ value: isaac.id }] }))
    assert.equal(await roleOf(isaac.id), 'auditor')
    // Okta, and in two groups at once: the one that may more counts.
    done(await patch('admin', { op: 'replace', value: { id: 'admin', displayName: 'admin' } }))
    const group = done(await patch('admin', { op: 'add', path: 'members', value: [{ value: isaac.id, display: 'I' }] }))
    assert.deepEqual(
      group.members.map((m: { value: string }) => m.value),
      [isaac.id],
    )
    assert.equal(await roleOf(isaac.id), 'admin')
    assert.deepEqual(
      done(await directory('GET', `/Users/${isaac.id}`))
        .groups.map((g: { value: string }) => g.value)
        .sort(),
      ['admin', 'auditor'],
    )
    done(await patch('admin', { op: 'remove', path: `members[value eq "${isaac.id}"]` }))
    assert.equal(await roleOf(isaac.id), 'auditor')
    done(await patch('auditor', { op: 'Remove', path: 'members', value: [{ value: isaac.id }] }))
    assert.equal(await roleOf(isaac.id), 'member', 'in no group: the role of the settings')
    done(await directory('PUT', '/Groups/auditor', { displayName: 'Auditor', members: [{ value: isaac.id }] }))
    assert.equal(await roleOf(isaac.id), 'auditor')
    assert.equal((await directory('DELETE', '/Groups/auditor')).status, 204)
    assert.equal(await roleOf(isaac.id), 'member')
    await ask(platform, 'PUT', '/auth/roles/watchers', owner, { permissions: ['submission.read'] })
    done(await patch('watchers', { op: 'add', path: 'members', value: [{ value: isaac.id }] }))
    assert.equal(await roleOf(isaac.id), 'watchers')
    refused(await directory('POST', '/Groups', { displayName: 'watchers' }), 409, 'uniqueness')
    refused(await directory('POST', '/Groups', { displayName: 'New people' }), 400, 'invalidValue')
    refused(await patch('watchers', { op: 'replace', path: 'displayName', value: 'seers' }), 400, 'mutability')
    refused(await patch('watchers', { op: 'add', path: 'members', value: [{ value: 'per_nobody' }] }), 404)
    refused(await patch('nobodys', { op: 'add', path: 'members', value: [] }), 404)
  })

  test('A directory makes no owner, changes none and removes none, and the last one stays.', async () => {
    const owners = done(await directory('GET', '/Groups/owner')).members
    assert.equal(owners.length, 1)
    const [{ value: id }] = owners
    const isaac = done(await directory('GET', `/Users?filter=${encodeURIComponent('userName sw "isaac"')}`))
      .Resources[0]
    const add = patchOf({ op: 'add', path: 'members', value: [{ value: isaac.id }] })
    refused(await directory('PATCH', '/Groups/owner', add), 403)
    await ask(platform, 'PUT', '/auth/roles/closers', owner, { permissions: ['provisioning.close'] })
    refused(await directory('PATCH', '/Groups/closers', add), 403)
    assert.equal(await roleOf(isaac.id), 'watchers')
    for (const attempt of [
      directory('DELETE', `/Users/${id}`),
      directory('PATCH', `/Users/${id}`, patchOf({ op: 'replace', value: { active: false } })),
      directory('PUT', '/Groups/owner', { displayName: 'owner', members: [] }),
    ]) {
      refused(await attempt, 409)
    }
    await ask(platform, 'POST', '/auth/invitations', owner, { address: 'second@acme.example.com', role: 'owner' })
    const second = (await me(await join(platform, 'a.test', 'second@acme.example.com'))).body.person
    refused(await directory('DELETE', `/Users/${second.id}`), 403)
    refused(await directory('PATCH', `/Users/${second.id}`, patchOf({ op: 'replace', value: { active: false } })), 403)
    refused(await directory('PUT', '/Groups/owner', { displayName: 'owner', members: [{ value: id }] }), 403)
    assert.deepEqual([await roleOf(id), await roleOf(second.id)], ['owner', 'owner'])
    assert.equal((await me(owner)).status, 200)
  })

  test('Who is a member already stays the same person, with their own name, password and role.', async () => {
    const invited = { address: 'mia@acme.example.com', role: 'admin' }
    await ask(platform, 'POST', '/auth/invitations', owner, invited)
    const mia = await join(platform, 'a.test', invited.address)
    const { person } = (await me(mia)).body
    const made = done(
      await directory('POST', '/Users', { userName: 'Mia@acme.example.com', displayName: 'Renamed', active: true }),
      201,
    )
    assert.equal(made.id, person.id)
    const again = await signIn(platform, 'a.test', invited.address)
    assert.deepEqual([(await me(again)).body.person.name, (await me(again)).body.role], [person.name, 'admin'])
    // Shut out: every way in ends here at once, and only here.
    const key = await ask(platform, 'POST', '/auth/keys', again, { name: 'k', scopes: ['auth.read-members'] })
    assert.equal(key.status, 201, key.text)
    done(await directory('PATCH', `/Users/${made.id}`, patchOf({ op: 'replace', value: { active: false } })))
    for (const who of [mia, again]) assertProblem(await me(who), 401, 'unauthorised')
    assertProblem(await ask(platform, 'GET', '/auth/members', { host: 'a.test', key: key.body.secret }), 401)
    const wanted = { address: invited.address, password }
    assertProblem(await ask(platform, 'POST', '/auth/sign-in', { host: 'a.test' }, wanted), 403, 'access_ended')
    const elsewhere = await signIn(platform, '', invited.address)
    assert.equal((await me(elsewhere)).body.person.name, person.name)
    done(await directory('PATCH', `/Users/${made.id}`, patchOf({ op: 'replace', value: { active: true } })))
    assert.equal((await me(again)).body.role, 'admin')
    const exported = (await ask(platform, 'GET', '/auth/me/export', elsewhere)).body
    assert.deepEqual(
      exported.provisioned.map((p: { tenant: string; userName: string }) => [p.tenant, p.userName]),
      [['ten_a', 'Mia@acme.example.com']],
    )
    assert.equal((await directory('DELETE', `/Users/${made.id}`)).status, 204)
    assert.equal((await me(again)).body.role, 'client', 'out of the organisation, and still a person')
  })

  test('An account of somebody who is no member is not reached, whatever address the directory claims.', async () => {
    const before = (await me(other)).body
    const made = done(
      await directory('POST', '/Users', { userName: 'owner@other.example.com', displayName: 'Taken Over' }),
      201,
    )
    assert.notEqual(made.id, before.person.id)
    assert.deepEqual((await me(other)).body, before)
    done(await directory('PATCH', `/Users/${made.id}`, patchOf({ op: 'replace', value: { active: false } })))
    assert.equal((await directory('DELETE', `/Users/${made.id}`)).status, 204)
    assert.deepEqual((await me(await signIn(platform, 'b.test', 'owner@other.example.com'))).body.person, before.person)
    for (const [method, path, body] of [
      ['GET', '', undefined],
      ['PUT', '', { userName: 'x@example.com' }],
      ['PATCH', '', patchOf({ op: 'replace', value: { active: false } })],
      ['DELETE', '', undefined],
    ] as const)
      refused(await directory(method, `/Users/${before.person.id}${path}`, body), 404)
  })

  test('Another organisation sees and reaches none of it.', async () => {
    const isaac = done(await directory('GET', `/Users?filter=${encodeURIComponent('userName sw "isaac"')}`))
      .Resources[0]
    const all = done(await foreign('GET', '/Users'))
    assert.deepEqual(
      all.Resources.map((r: { userName: string }) => r.userName),
      ['owner@other.example.com'],
    )
    refused(await foreign('GET', `/Users/${isaac.id}`), 404)
    refused(await foreign('PATCH', `/Users/${isaac.id}`, patchOf({ op: 'replace', value: { active: false } })), 404)
    const add = patchOf({ op: 'add', path: 'members', value: [{ value: isaac.id }] })
    refused(await foreign('PATCH', '/Groups/member', add), 404)
    refused(await foreign('GET', '/Groups/watchers'), 404)
    done(await foreign('POST', '/Users', { userName: 'isaac@acme.example.com' }), 201)
    assert.equal(await roleOf(isaac.id), 'watchers')
  })

  test('Whom the directory tells of comes in by the provider, and no more once it ends their access.', async () => {
    const made = await ask(platform, 'POST', '/auth/providers', owner, {
      ...{ name: 'Acme', issuer: upstream.issuer, clientId: 'statex', clientSecret: 'a secret' },
      ...{ domains: ['acme.example.com'], role: null },
    })
    assert.equal(made.status, 201, made.text)
    const { id } = made.body
    const nobody = await comeBy(id, 's-new', 'new@acme.example.com')
    assert.equal(nobody.url.searchParams.get('problem'), 'nobody-new')
    const user = done(await directory('POST', '/Users', { userName: 'new@acme.example.com', displayName: 'New' }), 201)
    const { who } = await comeBy(id, 's-new', 'new@acme.example.com')
    const seen = (await me(who)).body
    assert.deepEqual([seen.person.id, seen.person.name, seen.role], [user.id, 'New', 'member'])
    const active = (value: boolean) =>
      directory('PATCH', `/Users/${user.id}`, patchOf({ op: 'replace', value: { active: value } }))
    done(await active(false))
    assertProblem(await me(who), 401, 'unauthorised')
    const shut = await comeBy(id, 's-new', 'new@acme.example.com')
    assert.equal(shut.url.searchParams.get('problem'), 'access-ended')
    done(await active(true))
    assertProblem(await me(who), 401, 'unauthorised')
    const back = await comeBy(id, 's-new', 'new@acme.example.com')
    assert.equal((await me(back.who)).body.person.id, user.id)
    assert.equal((await directory('DELETE', `/Users/${user.id}`)).status, 204)
    assertProblem(await me(back.who), 401, 'unauthorised')
  })
})
