// Who is asking: from the first owner to a key that is revoked, as people and programs meet it.
import assert from 'node:assert/strict'
import test from 'node:test'
import { inBothModes } from './modes.ts'
import { ask, type Browser, cookieOf, enrolOwner, join, password, signIn, tokenMailedTo } from './people.ts'
import { assertProblem } from './shapes.ts'
import { fieldParts, send, sendMultipart } from './wire.ts'

inBothModes({}, (platform) => {
  let owner: Browser
  test('The link that a fresh installation prints makes its owner, and only the first one.', async () => {
    const [, token] = /\/setup#token=([\w.-]+)/.exec(platform.log()) ?? []
    assert.ok(token, platform.log())
    const body = { token, address: 'Olga@example.com', password, name: 'Olga' }
    assertProblem(await ask(platform, 'POST', '/auth/setup', { host: 'a.test' }, body), 401, 'invalid_token')
    const made = await ask(platform, 'POST', '/auth/setup', {}, body)
    assert.equal(made.status, 201, made.text)
    owner = { host: '', cookie: cookieOf(made) }
    const me = await ask(platform, 'GET', '/auth/me', owner)
    assert.equal(me.body.role, 'owner')
    assert.deepEqual(me.body.organisations, [{ tenant: 'ten_default', role: 'owner', isOnlyOwner: true }])
    const again = { ...body, address: 'second@example.com' }
    assertProblem(await ask(platform, 'POST', '/auth/setup', {}, again), 401, 'invalid_token')
  })

  test('An account is made by the link in the mail, and the page says the same for every address.', async () => {
    const signUp = (address: string) => ask(platform, 'POST', '/auth/sign-up', {}, { address })
    const [fresh, known] = [await signUp('Carl@example.com'), await signUp('olga@example.com')]
    assert.deepEqual([fresh.status, fresh.body], [known.status, known.body])
    const token = await tokenMailedTo(platform, 'carl@example.com', 'confirm')
    const body = { token, password, name: 'Carl' }
    const made = await ask(platform, 'POST', '/auth/confirm', {}, body)
    assert.equal(made.status, 201, made.text)
    const carl = { cookie: cookieOf(made) }
    assert.equal((await ask(platform, 'GET', '/auth/me', carl)).body.role, 'client')
    assertProblem(await ask(platform, 'GET', '/auth/members', carl), 403, 'forbidden')
    assertProblem(await ask(platform, 'POST', '/auth/confirm', {}, body), 401, 'invalid_token')
    const out = await ask(platform, 'POST', '/auth/sign-out', carl, undefined)
    assert.equal(out.headers['clear-site-data'], '"cache"')
    assertProblem(await ask(platform, 'GET', '/auth/me', carl), 401, 'unauthorised')
  })

  test('A wrong password and an unknown address get the same answer.', async () => {
    const tryIn = (address: string) => ask(platform, 'POST', '/auth/sign-in', {}, { address, password: 'not this one' })
    const [known, unknown] = [await tryIn('olga@example.com'), await tryIn('nobody@example.com')]
    for (const reply of [known, unknown]) assertProblem(reply, 401, 'wrong_credentials')
    assert.equal(known.body.detail, unknown.body.detail)
  })

  test('A password is changed only with the one before it, and only for one that is long enough.', async () => {
    const carl = await signIn(platform, '', 'carl@example.com')
    const change = (current: string, to: string) =>
      ask(platform, 'PUT', '/auth/password', carl, { current, password: to })
    assertProblem(await change('not this one', `${password} too`), 401, 'wrong_credentials')
    assertProblem(await change(password, '123456789'), 400, 'invalid_input')
    await signIn(platform, '', 'carl@example.com')
    // Case and spaces count: it is compared as it was typed.
    for (const near of [password.toUpperCase(), `${password} `, password.slice(0, -1)])
      assertProblem(
        await ask(platform, 'POST', '/auth/sign-in', {}, { address: 'carl@example.com', password: near }),
        401,
        'wrong_credentials',
      )
  })

  test('A forgotten password is set anew by mail, and every open session ends.', async () => {
    const before = await signIn(platform, '', 'carl@example.com')
    await ask(platform, 'POST', '/auth/forgot', {}, { address: 'carl@example.com' })
    const token = await tokenMailedTo(platform, 'carl@example.com', 'reset')
    const changed = await ask(platform, 'POST', '/auth/reset', {}, { token, password })
    assert.equal(changed.status, 200, changed.text)
    assertProblem(await ask(platform, 'GET', '/auth/me', before), 401, 'unauthorised')
    await signIn(platform, '', 'carl@example.com')
  })

  test('An invited member joins, makes a key, uses it, and is refused with it as soon as it is revoked.', async () => {
    const invited = await ask(platform, 'POST', '/auth/invitations', owner, {
      address: 'ada@example.com',
      role: 'admin',
    })
    assert.equal(invited.status, 201, invited.text)
    const ada = await join(platform, '', 'ada@example.com')
    const wanted = { name: 'nightly import', scopes: ['auth.read-members'] }
    const made = await ask(platform, 'POST', '/auth/keys', ada, wanted)
    assert.equal(made.status, 201, made.text)
    const { key, secret } = made.body
    assert.match(secret, /^sx_live_[0-9A-Za-z]{46}$/)
    const use = () => ask(platform, 'GET', '/auth/members', { key: secret })
    assert.equal((await use()).body.members.length, 2)
    assertProblem(await ask(platform, 'GET', '/auth/keys', { key: secret }), 403, 'forbidden')
    assertProblem(await ask(platform, 'GET', '/auth/me', { key: secret }), 403, 'forbidden')
    assertProblem(await ask(platform, 'GET', '/auth/members', { key: secret, host: 'a.test' }), 401, 'unauthorised')
    assert.equal((await ask(platform, 'DELETE', `/auth/keys/${key.id}`, owner)).status, 200)
    assertProblem(await use(), 401, 'unauthorised')
    const why = await ask(platform, 'GET', `/auth/why?who=${key.id}&permission=auth.read-members`, owner)
    assert.equal(why.body.rule, 'revoked')
    const { keys } = (await ask(platform, 'GET', '/auth/keys', owner)).body
    assert.ok(!JSON.stringify(keys).includes(secret))
  })

  test('A customer who signs in sees the requests sent with their address, and only those.', async () => {
    const request = async (contactValue: string) =>
      (await sendMultipart(platform.url, fieldParts({ contactValue }), {})).body as { id: string; token: string }
    const [mine, other] = [await request('Carl@Example.com'), await request('other@example.com')]
    const carl = await signIn(platform, '', 'carl@example.com')
    const { submissions } = (await ask(platform, 'GET', '/own-submissions', carl)).body
    assert.deepEqual(
      submissions.map((s: { id: string }) => s.id),
      [mine.id],
    )
    assert.ok(submissions[0].page.endsWith(`/requests/${mine.id}#token=${mine.token}`))
    assertProblem(await ask(platform, 'GET', `/submissions/${other.id}`, carl), 403, 'forbidden')
    const seen = (await ask(platform, 'GET', '/submissions', owner)).body.submissions
    assert.deepEqual(
      seen.map((s: { id: string }) => s.id),
      [other.id, mine.id],
    )
  })

  test('A person whose role changes may at once do what it says, and no more.', async () => {
    const ada = await signIn(platform, '', 'ada@example.com')
    const { personId } = (await ask(platform, 'GET', '/auth/members', ada)).body.members[1]
    const set = (role: string) => ask(platform, 'PATCH', `/auth/members/${personId}`, owner, { role })
    assert.equal((await ask(platform, 'GET', '/auth/keys', ada)).status, 200)
    assert.equal((await set('member')).status, 200)
    assertProblem(await ask(platform, 'GET', '/auth/keys', ada), 403, 'forbidden')
    const why = await ask(platform, 'GET', `/auth/why?who=${personId}&permission=auth.read-keys`, owner)
    assert.equal(why.body.rule, 'role-lacks-it')
    assert.deepEqual(why.body.rolesThatMay, ['owner', 'admin', 'auditor'])
    const put = await ask(platform, 'PUT', '/auth/roles/key-watcher', owner, { permissions: ['auth.read-keys'] })
    assert.equal(put.status, 200, put.text)
    assert.equal((await set('key-watcher')).status, 200)
    assert.equal((await ask(platform, 'GET', '/auth/keys', ada)).status, 200)
    assertProblem(await ask(platform, 'GET', '/auth/members', ada), 403, 'forbidden')
    assert.equal((await set('admin')).status, 200)
    // Nobody gives what they do not have: only owners take the data along or close the organisation.
    const more = await ask(platform, 'POST', '/auth/invitations', ada, { address: 'eve@example.com', role: 'owner' })
    assertProblem(more, 403, 'more_than_yours')
  })

  test('The last owner stays, and an account goes only when its address is typed.', async () => {
    const { person } = (await ask(platform, 'GET', '/auth/me', owner)).body
    assertProblem(await ask(platform, 'DELETE', `/auth/members/${person.id}`, owner), 409, 'last_owner')
    const leave = (who: Browser, address: string) => ask(platform, 'POST', '/auth/me/delete', who, { address })
    assertProblem(await leave(owner, 'olga@example.com'), 409, 'last_owner')
    const carl = await signIn(platform, '', 'carl@example.com')
    assertProblem(await leave(carl, 'olga@example.com'), 422, 'wrong_address')
    assert.equal((await leave(carl, 'carl@example.com')).status, 200)
    assertProblem(await ask(platform, 'GET', '/auth/me', carl), 401, 'unauthorised')
  })

  test('A session is ended from another browser, and a page of another origin has no use of its cookie.', async () => {
    const [here, there] = [
      await signIn(platform, '', 'olga@example.com'),
      await signIn(platform, '', 'olga@example.com'),
    ]
    const { session } = (await ask(platform, 'GET', '/auth/me', there)).body
    const { sessions } = (await ask(platform, 'GET', '/auth/sessions', here)).body
    assert.ok(sessions.some((s: { id: string; isCurrent: boolean }) => s.id === session && !s.isCurrent))
    const cross = await send(platform.url, `/api/auth/sessions/${session}`, {
      method: 'DELETE',
      body: '',
      headers: { cookie: here.cookie, 'sec-fetch-site': 'same-site' },
    })
    assertProblem(cross, 401, 'unauthorised')
    assert.equal((await ask(platform, 'DELETE', `/auth/sessions/${session}`, here)).status, 200)
    assertProblem(await ask(platform, 'GET', '/auth/me', there), 401, 'unauthorised')
  })

  test('Who signs in again in the same browser has one session there, and the one before is ended.', async () => {
    const before = await signIn(platform, '', 'olga@example.com')
    const body = { address: 'olga@example.com', password }
    const again = { cookie: cookieOf(await ask(platform, 'POST', '/auth/sign-in', before, body)) }
    assertProblem(await ask(platform, 'GET', '/auth/me', before), 401, 'unauthorised')
    assert.equal((await ask(platform, 'GET', '/auth/me', again)).body.person.name, 'Olga')
  })

  test('Confirming the password changes the cookie, and the old one is worth nothing.', async () => {
    const before = await signIn(platform, '', 'olga@example.com')
    const wrong = await ask(platform, 'POST', '/auth/step-up', before, { password: 'not this one' })
    assertProblem(wrong, 401, 'wrong_credentials')
    const confirmed = await ask(platform, 'POST', '/auth/step-up', before, { password })
    const after = { cookie: cookieOf(confirmed) }
    assert.notEqual(after.cookie, before.cookie)
    assertProblem(await ask(platform, 'GET', '/auth/me', before), 401, 'unauthorised')
    assert.equal((await ask(platform, 'GET', '/auth/me/export', after)).body.person.name, 'Olga')
  })

  test('Another organisation sees nothing of all this.', async () => {
    const other = await enrolOwner(platform, 'b.test', 'ten_b', 'bert@example.com')
    const { members } = (await ask(platform, 'GET', '/auth/members', other)).body
    assert.deepEqual(
      members.map((m: { address: string }) => m.address),
      ['bert@example.com'],
    )
    for (const path of ['/auth/keys', '/auth/invitations', '/auth/roles']) {
      const { status, text } = await ask(platform, 'GET', path, other)
      assert.equal(status, 200)
      for (const word of ['nightly import', 'eve@example.com', 'key-watcher']) assert.ok(!text.includes(word), text)
    }
    // At the other host name the owner is a client, whatever they are at home.
    const abroad = { ...other, host: '' }
    assert.equal((await ask(platform, 'GET', '/auth/me', abroad)).body.role, 'client')
    assertProblem(await ask(platform, 'GET', '/auth/members', abroad), 403, 'forbidden')
  })

  test('Who manages the members ends the sessions of one of them, and not of somebody who may do more.', async () => {
    for (const [address, role] of [
      ['lost@example.com', 'member'],
      ['ines@example.com', 'admin'],
    ]) {
      const invited = await ask(platform, 'POST', '/auth/invitations', owner, { address, role })
      assert.equal(invited.status, 201, invited.text)
    }
    const [first, ines] = [await join(platform, '', 'lost@example.com'), await join(platform, '', 'ines@example.com')]
    const second = await signIn(platform, '', 'lost@example.com')
    const idOf = async (who: Browser) => (await ask(platform, 'GET', '/auth/me', who)).body.person.id
    const [lost, olga] = [await idOf(first), await idOf(owner)]
    const end = (id: string, who: Browser) => ask(platform, 'DELETE', `/auth/members/${id}/sessions`, who)
    assertProblem(await end(olga, ines), 403, 'more_than_yours')
    assertProblem(await end(lost, second), 403, 'forbidden')
    assertProblem(await end(lost, { ...ines, host: 'a.test' }), 403, 'forbidden')
    assert.equal((await end(lost, ines)).status, 200)
    for (const browser of [first, second])
      assertProblem(await ask(platform, 'GET', '/auth/me', browser), 401, 'unauthorised')
    for (const browser of [owner, ines]) assert.equal((await ask(platform, 'GET', '/auth/me', browser)).status, 200)
    await signIn(platform, '', 'lost@example.com')
  })

  test('A new password that is little more than a name of the product, the organisation or the person is refused, and the link stays good.', async () => {
    await ask(platform, 'POST', '/auth/sign-up', {}, { address: 'grace.hopper@example.com' })
    const token = await tokenMailedTo(platform, 'grace.hopper@example.com', 'confirm')
    const confirm = (password: string) =>
      ask(platform, 'POST', '/auth/confirm', {}, { token, password, name: 'Commodore' })
    for (const guess of ['StateX-2026!', 'grace.hopper@example.com', 'Hopper-1906', 'commodore 64'])
      assertProblem(await confirm(guess), 422, 'weak_password')
    const made = await confirm(password)
    assert.equal(made.status, 201, made.text)
    const grace = { cookie: cookieOf(made) }
    const change = (wanted: string) =>
      ask(platform, 'PUT', '/auth/password', grace, { current: password, password: wanted })
    assertProblem(await change('GraceHopper1'), 422, 'weak_password')
    assert.equal((await change('grace keeps nine blue lamps')).status, 200)
    await ask(platform, 'POST', '/auth/forgot', {}, { address: 'grace.hopper@example.com' })
    const again = await tokenMailedTo(platform, 'grace.hopper@example.com', 'reset')
    const reset = (wanted: string) => ask(platform, 'POST', '/auth/reset', {}, { token: again, password: wanted })
    assertProblem(await reset('commodore-1'), 422, 'weak_password')
    assert.equal((await reset(password)).status, 200)
  })
})
