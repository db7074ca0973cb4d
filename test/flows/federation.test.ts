// Signing in by the OpenID provider of an organisation: what it opens, and above all what it does not.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually } from '#platform/testing'
import { contracts } from '../../services/contracts.ts'
import { type Browsing, openBrowser } from './browser.ts'
import { inBothModes } from './modes.ts'
import type { Owned } from './owned.ts'
import { ask, type Browser, enrolOwner, join, password, signIn, tokenMailedTo } from './people.ts'
import { assertProblem } from './shapes.ts'
import { everythingIn } from './tables.ts'
import { type Said, startUpstream, type Upstream } from './upstream.ts'
import { filled } from './walking.ts'
import { send } from './wire.ts'

const back = '/api/auth/provider-return'
const ann = { sub: 'u-ann', email: 'Ann@acme.example.com', email_verified: true, name: 'Ann Upstream' }

inBothModes({ AUTH_PRIVATE_PROVIDERS: 'true' }, (platform) => {
  let upstream: Upstream
  let owner: Browser
  let providerId: string
  const at = (host: string) => {
    const origin = new URL(platform.url)
    origin.hostname = host
    return origin.origin
  }
  const register = (who: Browser, more: object = {}) =>
    ask(platform, 'POST', '/auth/providers', who, {
      name: 'Acme',
      issuer: upstream.issuer,
      clientId: 'statex',
      clientSecret: 'a secret of the upstream',
      domains: ['acme.example.com'],
      role: 'member',
      ...more,
    })
  const fresh = (host = 'a.test') => openBrowser(at(host), platform.url)
  const start = async (browser: Browsing, id = providerId, query = '') => {
    const sent = (await browser.open(`/api/auth/providers/${id}/start${query}`)).url
    assert.ok(sent.startsWith(`${upstream.issuer}/authorize?`), sent)
    return sent
  }
  /** A whole sign-in; where the browser ends up. */
  const come = async (claims: Said, { browser = fresh(), id = providerId, isForged = false, query = '' } = {}) => {
    const returned = upstream.agree(await start(browser, id, query), claims, isForged)
    return { browser, returned, url: new URL((await browser.open(`${back}?${returned}`)).url) }
  }
  const sessionOf = (browser: Browsing, host = 'a.test'): Browser => ({ host, cookie: browser.cookie('statex') })
  const me = (who: Browser) => ask(platform, 'GET', '/auth/me', who)
  const turnedAway = async (claims: Said, problem: string, more: object = {}) => {
    const { url, browser } = await come(claims, more)
    assert.deepEqual([url.pathname, url.searchParams.get('problem')], ['/sign-in', problem], url.href)
    assert.equal(browser.cookie('statex'), 'statex=undefined')
  }

  before(async () => {
    upstream = await startUpstream()
    owner = await enrolOwner(platform, 'a.test', 'ten_a', 'owner@acme.example.com')
    const made = await register(owner)
    assert.equal(made.status, 201, made.text)
    providerId = made.body.id
    assert.deepEqual(
      [made.body.redirectUri, made.body.registeredAs, made.body.people],
      [`${at('a.test')}${back}`, 'owner', 0],
    )
    assert.ok(!made.text.includes('a secret of the upstream'))
  })
  after(() => upstream?.close())

  test('The sign-in page learns the names of the organisation’s own providers, and of no others.', async () => {
    const listed = (host: string) => ask(platform, 'GET', '/auth/sign-in-providers', { host })
    assert.deepEqual((await listed('a.test')).body, { providers: [{ id: providerId, name: 'Acme' }] })
    assert.deepEqual((await listed('b.test')).body, { providers: [] })
    const elsewhere = await fresh('b.test').open(`/api/auth/providers/${providerId}/start`)
    assert.match(elsewhere.url, /\/sign-in\?problem=no-provider$/)
  })

  test('Whoever comes new joins with the role of the provider, and comes back as the same person though the address changed.', async () => {
    const { browser, url } = await come(ann, { query: '?return=/account%3Fx=1' })
    assert.equal(url.pathname + url.search, '/account?x=1')
    const first = (await me(sessionOf(browser))).body
    assert.deepEqual(
      [first.person.name, first.person.addresses[0].address, first.role, first.isBound, first.organisations],
      ['Ann Upstream', 'ann@acme.example.com', 'member', true, [{ tenant: 'ten_a', role: 'member' }]],
    )
    const again = await come({ ...ann, email: 'ann.married@acme.example.com' })
    const second = (await me(sessionOf(again.browser))).body
    assert.deepEqual(
      [second.person.id, second.person.addresses.map((a: { address: string }) => a.address)],
      [first.person.id, ['ann.married@acme.example.com']],
    )
    const [form] = upstream.asked
    assert.equal(form!.get('redirect_uri'), `${at('a.test')}${back}`)
    const { providers } = (await ask(platform, 'GET', '/auth/providers', owner)).body
    assert.equal(providers[0].people, 1)
  })

  test('A state counts once, in the browser that it was given to, and for the sign-in it belongs to.', async () => {
    const expired = async (browser: Browsing, query: URLSearchParams | string) =>
      assert.match((await browser.open(`${back}?${query}`)).url, /\/sign-in\?problem=expired$/)
    const { browser, returned } = await come(ann)
    await expired(browser, returned)
    const mine = fresh()
    const given = upstream.agree(await start(mine), ann)
    // Whoever was led to the address by an attacker has no such cookie, and does not use the state up.
    await expired(fresh(), given)
    const stranger = fresh()
    await start(stranger)
    await expired(stranger, given)
    await expired(mine, new URLSearchParams({ code: given.get('code')!, state: 'A'.repeat(43) }))
    assert.equal(new URL((await mine.open(`${back}?${given}`)).url).pathname, '/account')
    await expired(fresh(), 'error=access_denied')
    const denied = fresh()
    const state = new URL(await start(denied)).searchParams.get('state')!
    const shown = await denied.open(
      `${back}?${new URLSearchParams({ state, error: 'x', error_description: 'call 555' })}`,
    )
    assert.match(shown.url, /\/sign-in\?problem=denied$/)
  })

  test('A wrong nonce, another audience and a foreign signature are not believed, and say nothing to the browser.', async () => {
    await turnedAway({ ...ann, nonce: 'of another sign-in' }, 'provider-failed')
    await turnedAway({ ...ann, nonce: undefined }, 'provider-failed')
    await turnedAway({ ...ann, aud: 'another application' }, 'provider-failed')
    await turnedAway({ ...ann, iss: 'https://accounts.example.com' }, 'provider-failed')
    await turnedAway(ann, 'provider-failed', { isForged: true })
    const mine = fresh()
    const given = upstream.agree(await start(mine), ann)
    given.set('code', upstream.agree(await start(fresh()), ann).get('code')!)
    const { url } = await mine.open(`${back}?${given}`)
    assert.match(url, /problem=provider-failed/, 'a code of another sign-in fails at its PKCE challenge')
  })

  test('An answer of another provider is not taken for one of this, and its code is shown to neither.', async () => {
    const other = await startUpstream()
    try {
      const more = { name: 'Other', issuer: other.issuer, domains: ['other.example.com'] }
      const registered = await register(owner, more)
      assert.equal(registered.status, 201)
      const turned = async (mend: (query: URLSearchParams, sent: string) => void) => {
        const browser = fresh()
        const sent = await start(browser)
        const query = upstream.agree(sent, ann)
        mend(query, sent)
        assert.match((await browser.open(`${back}?${query}`)).url, /problem=provider-failed$/)
      }
      const asked = upstream.asked.length
      await turned((query) => query.set('iss', other.issuer))
      assert.equal(upstream.asked.length, asked, 'the issuer is compared before anything is sent (RFC 9207)')
      await turned((query, sent) => query.set('code', other.agree(sent, ann).get('code')!))
      assert.deepEqual(other.asked, [])
      const elsewhere = upstream.issuer.replace('127.0.0.1', 'localhost')
      const refused = await register(owner, { name: 'Third', issuer: elsewhere, domains: ['third.example.com'] })
      assert.ok(refused.status >= 400 && refused.status < 500, 'its metadata name another issuer than was typed')
      const removed = await ask(platform, 'DELETE', `/auth/providers/${registered.body.id}`, owner)
      assert.equal(removed.status, 200, removed.text)
    } finally {
      await other.close()
    }
  })

  test('Tokens of a provider reach neither the browser nor the database.', async () => {
    const { browser, url } = await come(ann)
    assert.equal(url.pathname, '/account')
    assert.ok(upstream.given.length >= 2)
    const shown = [url.href, browser.cookie('statex'), (await me(sessionOf(browser))).text]
    const kept = await everythingIn(platform.ownersDatabase!)
    assert.ok(kept.includes('Ann Upstream'), 'the dump shows what it should')
    for (const token of upstream.given)
      for (const text of [...shown, ...kept]) assert.ok(!text.includes(token), text.slice(0, 200))
  })

  test('An address counts only when the provider has verified it and speaks for its domain.', async () => {
    const bob = { sub: 'u-bob', email: 'bob@acme.example.com', name: 'Bob' }
    await turnedAway(bob, 'unverified-address')
    await turnedAway({ ...bob, email_verified: 'true' }, 'unverified-address')
    await turnedAway({ ...bob, email_verified: 1 }, 'unverified-address')
    await turnedAway({ sub: 'u-bob' }, 'unverified-address')
    await turnedAway({ ...bob, email: 'bob@other.example.com', email_verified: true }, 'foreign-domain')
    await turnedAway({ ...bob, email: 'bob@sub.acme.example.com', email_verified: true }, 'foreign-domain')
    await turnedAway({ ...bob, email: 'owner@acme.example.com@x', email_verified: true }, 'unverified-address')
  })

  test('A member of the organisation is known by a verified address, and signs in as themselves.', async () => {
    await ask(platform, 'POST', '/auth/invitations', owner, { address: 'mia@acme.example.com', role: 'auditor' })
    const mia = await join(platform, 'a.test', 'mia@acme.example.com')
    const { person } = (await me(mia)).body
    const { browser } = await come({ sub: 'u-mia', email: 'mia@acme.example.com', email_verified: true })
    const known = (await me(sessionOf(browser))).body
    assert.deepEqual([known.person.id, known.role, known.isBound], [person.id, 'auditor', true])
  })

  test('An evil organisation that claims somebody’s address gets a session that counts there alone and does not open the account.', async () => {
    // Vera owns the organisation at a.test, and is a member of the evil one too.
    const vera = await signIn(platform, 'a.test', 'owner@acme.example.com')
    const evil = await enrolOwner(platform, 'b.test', 'ten_b', 'evil@evil.example.com')
    const { id } = (await register(evil, { role: 'member' })).body
    const claims = { sub: 'vera', email: 'owner@acme.example.com', email_verified: true }
    // As long as she has not joined, it gets a person of its own by that name, and learns nothing of her.
    const claimed = await come(claims, { browser: fresh('b.test'), id })
    const claimedBy = (await me(sessionOf(claimed.browser, 'b.test'))).body
    const { person } = (await me(vera)).body
    assert.notEqual(claimedBy.person.id, person.id)
    assert.deepEqual([claimedBy.person.name, claimedBy.organisations.length], ['', 1])
    assert.deepEqual((await me(vera)).body.organisations, [{ tenant: 'ten_a', role: 'owner', isOnlyOwner: true }])
    const mailed = () => tokenMailedTo(platform, claims.email, 'join')
    const earlier = await mailed()
    await ask(platform, 'POST', '/auth/invitations', evil, { address: claims.email, role: 'member' })
    const token = await eventually('the mail of the evil one', async () => {
      const newest = await mailed()
      return newest !== earlier && newest
    })
    const accepted = await ask(platform, 'POST', '/auth/invitations/accept', { host: 'b.test' }, { token })
    assert.equal(accepted.body.state, 'sign-in-next', accepted.text)
    // Now that she is a member, a verified address means herself: there, and as far as the organisation goes.
    const { browser } = await come({ ...claims, sub: 'vera too' }, { browser: fresh('b.test'), id })
    const stolen = sessionOf(browser, 'b.test')
    const seen = (await me(stolen)).body
    assert.equal(seen.person.id, person.id)
    assert.deepEqual(
      [seen.role, seen.isBound, seen.organisations],
      ['member', true, [{ tenant: 'ten_b', role: 'member' }]],
    )
    for (const host of ['a.test', '']) {
      assertProblem(await me({ ...stolen, host }), 401, 'unauthorised')
      assertProblem(await ask(platform, 'GET', '/auth/members', { ...stolen, host }), 401, 'unauthorised')
    }
    // Nothing that belongs to the account, whatever routes there will be.
    const auth = contracts.find(({ name }) => name === 'auth')!
    const own = Object.entries(auth.routes).filter(
      ([name, { access }]) =>
        typeof access === 'object' && access.user === 'auth.self' && !['me', 'stepUp'].includes(name),
    )
    assert.ok(own.length >= 19, `${own.length} routes`)
    const nobody = { receipt: { id: '', files: [{}] }, prototype: {}, run: {} } as unknown as Owned
    for (const [name, route] of own) {
      const { url, body } = filled(route, nobody, { providerId: id })
      const wanted = body === undefined ? undefined : JSON.parse(body)
      const reply = await ask(platform, route.method, url.replace('/api', ''), stolen, wanted)
      assert.equal(reply.status, 403, `${name}: ${reply.status} ${reply.text}`)
    }
    const founded = await ask(platform, 'POST', '/sign-up', stolen, {
      organisation: 'Evil & Sons',
      slug: 'evil-and-sons',
      address: 'evil@evil.example.com',
    })
    assert.equal(founded.status, 202, founded.text)
    const { organisations } = (await me(vera)).body
    assert.deepEqual(
      organisations.map((o: { tenant: string }) => o.tenant),
      ['ten_a', 'ten_b'],
    )
  })

  test('Somebody who has no account is a person of the organisation alone: the address stays free for whoever can read its mail.', async () => {
    const evil = await signIn(platform, 'b.test', 'evil@evil.example.com')
    const { providers } = (await ask(platform, 'GET', '/auth/providers', evil)).body
    const claims = { sub: 'zoe', email: 'zoe@acme.example.com', email_verified: true, name: 'Not Zoe' }
    const { browser } = await come(claims, { browser: fresh('b.test'), id: providers[0].id })
    const squatter = sessionOf(browser, 'b.test')
    assert.equal((await me(squatter)).status, 200)
    assertProblem(await me({ ...squatter, host: 'a.test' }), 401, 'unauthorised')
    await ask(platform, 'POST', '/auth/sign-up', {}, { address: 'zoe@acme.example.com' })
    const token = await tokenMailedTo(platform, 'zoe@acme.example.com', 'confirm')
    const made = await ask(platform, 'POST', '/auth/confirm', {}, { token, password, name: 'Zoe' })
    assert.equal(made.status, 201, made.text)
    const zoe = await signIn(platform, '', 'zoe@acme.example.com')
    assert.deepEqual((await me(zoe)).body.organisations, [])
    assert.notEqual((await me(zoe)).body.person.id, (await me(squatter)).body.person.id)
  })

  test('An admin’s own provider does not make them owner, and what an owner set up is not theirs to change.', async () => {
    await ask(platform, 'POST', '/auth/invitations', owner, { address: 'adam@acme.example.com', role: 'admin' })
    const adam = await join(platform, 'a.test', 'adam@acme.example.com')
    assertProblem(await register(adam, { role: 'owner' }), 403, 'more_than_yours')
    const { id } = (await register(adam)).body
    await turnedAway({ sub: 'me', email: 'owner@acme.example.com', email_verified: true }, 'may-more', { id })
    const change = (who: Browser, which: string) =>
      ask(platform, 'PATCH', `/auth/providers/${which}`, who, { name: 'Mine' })
    assertProblem(await change(adam, providerId), 403, 'more_than_yours')
    assertProblem(await ask(platform, 'DELETE', `/auth/providers/${providerId}`, adam), 403, 'more_than_yours')
    assert.equal((await change(adam, id)).body.name, 'Mine')
    const { url } = await come({ sub: 'me', email: 'owner@acme.example.com', email_verified: true })
    assert.equal(url.pathname, '/account', 'the provider of the owner lets the owner in')
    assert.equal((await ask(platform, 'DELETE', `/auth/providers/${id}`, adam)).status, 200)
    await ask(platform, 'DELETE', `/auth/providers/${providerId}`, { host: 'b.test', cookie: owner.cookie })
    assert.equal((await ask(platform, 'GET', '/auth/providers', owner)).body.providers.length, 1)
  })

  test('A provider is connected from inside, whatever address it knows, and exported with the account.', async () => {
    const vera = await signIn(platform, 'a.test', 'owner@acme.example.com')
    const asked = await ask(platform, 'POST', `/auth/providers/${providerId}/connect`, vera, { return: '/account' })
    assert.equal(asked.status, 200, asked.text)
    const [line = ''] = asked.headers['set-cookie'] ?? []
    assert.match(line, /^statex-provider=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/)
    const browser = fresh()
    browser.signIn(line.split(';')[0]!)
    const returned = upstream.agree(asked.body.url, { sub: 'vera-private' })
    assert.equal(new URL((await browser.open(`${back}?${returned}`)).url).pathname, '/account')
    const next = await come({ sub: 'vera-private' })
    assert.equal((await me(sessionOf(next.browser))).body.role, 'owner')
    const exported = (await ask(platform, 'GET', '/auth/me/export', vera)).body
    assert.ok(exported.signInProviders.some((p: { subject: string }) => p.subject === 'vera-private'))
    assert.deepEqual(exported.provisioned, [])
  })

  test('What cannot be undone wants a proof that the provider dates, and no other will do.', async () => {
    const dated = async (authTime?: number) =>
      sessionOf((await come({ sub: 'vera-private', ...(authTime && { auth_time: authTime }) })).browser)
    const key = (who: Browser) => ask(platform, 'POST', '/auth/keys', who, { name: 'k', scopes: ['auth.read-members'] })
    const now = Math.floor(Date.now() / 1000)
    assertProblem(await key(await dated()), 403, 'step_up_required')
    assertProblem(await key(await dated(now - 700)), 403, 'step_up_required')
    assert.equal((await key(await dated(now))).status, 201)
    const sent = new URL(await start(fresh(), providerId, '?again=true')).searchParams
    assert.deepEqual([sent.get('prompt'), sent.get('max_age')], ['login', '0'])
  })

  test('Where a provider is required, its people come by no other way; owners do, so that nobody is locked out.', async () => {
    const mia = await signIn(platform, 'a.test', 'mia@acme.example.com')
    const required = (isRequired: boolean) =>
      ask(platform, 'PATCH', `/auth/providers/${providerId}`, owner, { isRequired })
    assert.equal((await required(true)).status, 200)
    assertProblem(await me(mia), 401, 'unauthorised')
    const wanted = { address: 'mia@acme.example.com', password }
    const refused = await ask(platform, 'POST', '/auth/sign-in', { host: 'a.test' }, wanted)
    assertProblem(refused, 403, 'provider_required')
    assert.match(refused.body.detail, /“Acme”/)
    // A session of another host name is no way around it.
    const elsewhere = await signIn(platform, '', 'mia@acme.example.com')
    assertProblem(await me({ ...elsewhere, host: 'a.test' }), 401, 'unauthorised')
    assert.equal((await me(elsewhere)).status, 200)
    const { browser } = await come({ sub: 'u-mia' })
    assert.equal((await me(sessionOf(browser))).body.role, 'auditor')
    await signIn(platform, 'a.test', 'owner@acme.example.com')
    assert.equal((await required(false)).status, 200)
  })

  test('A member who is taken out, and a provider that is removed, end their sessions at once.', async () => {
    const gone = sessionOf((await come({ ...ann })).browser)
    const { person } = (await me(gone)).body
    assert.equal((await ask(platform, 'DELETE', `/auth/members/${person.id}`, owner)).status, 200)
    assertProblem(await me(gone), 401, 'unauthorised')
    const stays = sessionOf((await come({ sub: 'u-mia' })).browser)
    assert.equal((await me(stays)).status, 200)
    assert.equal((await ask(platform, 'DELETE', `/auth/providers/${providerId}`, owner)).status, 200)
    assertProblem(await me(stays), 401, 'unauthorised')
    assert.equal((await me(await signIn(platform, 'a.test', 'mia@acme.example.com'))).body.role, 'auditor')
  })

  test('A provider that is none is refused with a sentence.', async () => {
    for (const issuer of [
      'https://127.0.0.1:1',
      `${platform.url}/nothing`,
      'ftp://example.com',
      `${upstream.issuer}?x=1`,
    ]) {
      const reply = await register(owner, { issuer })
      assert.ok(['provider_failed', 'invalid_address'].includes(reply.body.code), reply.text)
    }
    assertProblem(await send(platform.url, '/api/auth/providers/idp_x/start', { host: 'a.test' }), 400, 'invalid_input')
  })
})
