// A sign-in that nobody used: refused wherever it comes, with the reason. The rows are made older in a database of the test's own.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import pg from 'pg'
import { eventually, scratchDatabase } from '#platform/testing'
import { inBothModes } from './modes.ts'
import { ask, cookieOf, enrolOwner, password, signIn } from './people.ts'
import { assertProblem } from './shapes.ts'

const env: Record<string, string> = { AUTH_SESSION_IDLE_MINUTES: '60' }
let scratch: Awaited<ReturnType<typeof scratchDatabase>>
before(async () => {
  scratch = await scratchDatabase()
  env.DATABASE_URL = scratch.url
})
after(() => scratch.drop())

inBothModes(env, (platform) => {
  test('A session that was not used for an hour is refused with the reason, and signing in again helps.', async () => {
    const address = `${platform.mode}@example.com`
    const owner = await enrolOwner(platform, 'a.test', 'ten_a', address)
    const { sessions } = (await ask(platform, 'GET', '/auth/sessions', owner)).body
    assert.equal(Date.parse(sessions[0].endsUnusedAt) - Date.parse(sessions[0].seenAt), 3_600_000)
    const client = new pg.Client({ connectionString: scratch.url })
    await client.connect()
    await client.query(`update auth.sessions set seen_at = seen_at - interval '61 minutes' where id = $1`, [
      sessions[0].id,
    ])
    await client.end()
    // The door may know this session for half a minute yet, unless somebody tells it to look again: anybody's sign-out does.
    const other = await enrolOwner(platform, 'a.test', 'ten_a', `other-${address}`)
    await ask(platform, 'POST', '/auth/sign-out', other)
    const reply = await eventually('the session to be refused', async () => {
      const asked = await ask(platform, 'GET', '/auth/me', owner)
      return asked.status === 401 ? asked : undefined
    })
    assertProblem(reply, 401, 'unauthorised')
    assert.equal(reply.body.ended, 'unused')
    assert.match(reply.body.detail, /not used/)
    const forged = await ask(platform, 'GET', '/auth/me', { ...owner, cookie: `${owner.cookie.slice(0, -4)}AAAA` })
    assert.deepEqual([forged.status, forged.body.ended], [401, undefined])
  })

  test('A password that is ten years old signs in, and nobody is told to change it.', async () => {
    const address = `${platform.mode}-of-old@example.com`
    await enrolOwner(platform, 'b.test', 'ten_b', address)
    const client = new pg.Client({ connectionString: scratch.url })
    await client.connect()
    await client.query(`update auth.passwords set changed_at = changed_at - interval '10 years'`)
    await client.query(`update auth.people set created_at = created_at - interval '10 years'`)
    await client.end()
    const { body } = await ask(platform, 'GET', '/auth/me', await signIn(platform, 'b.test', address))
    assert.deepEqual([body.role, body.owes], ['owner', undefined])
  })

  test('Who ends another of their sessions proves again who they are, when the last time was more than ten minutes ago.', async () => {
    const address = `${platform.mode}-with-two@example.com`
    const here = await enrolOwner(platform, 'b.test', 'ten_b', address)
    const there = await signIn(platform, 'b.test', address)
    const { session: other } = (await ask(platform, 'GET', '/auth/me', there)).body
    const client = new pg.Client({ connectionString: scratch.url })
    await client.connect()
    await client.query(`update auth.sessions set confirmed_at = confirmed_at - interval '11 minutes'`)
    await client.end()
    await ask(platform, 'POST', '/auth/sign-out', await signIn(platform, 'b.test', address))
    const end = (who: typeof here) => ask(platform, 'DELETE', `/auth/sessions/${other}`, who)
    assertProblem(await end(here), 403, 'step_up_required')
    assert.equal((await ask(platform, 'GET', '/auth/me', there)).status, 200)
    const proved = await ask(platform, 'POST', '/auth/step-up', here, { password })
    assert.equal(proved.status, 200, proved.text)
    assert.equal((await end({ ...here, cookie: cookieOf(proved) })).status, 200)
    assertProblem(await ask(platform, 'GET', '/auth/me', there), 401, 'unauthorised')
  })
})
