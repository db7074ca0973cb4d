// Projects, as an organisation uses them: made with it, named, filled, archived; and nobody else's.
import assert from 'node:assert/strict'
import test from 'node:test'
import { inBothModes } from './modes.ts'
import { json, operate, signUp } from './organisations.ts'
import { ask, enrolOwner, join } from './people.ts'
import { type Reply, send, sendMultipart } from './wire.ts'

type Project = { id: string; name: string; isDefault: boolean; archivedAt?: string }

inBothModes({}, (platform) => {
  const listed = async (host?: string): Promise<Project[]> =>
    (await operate(platform, 'GET', '/api/projects', { host })).body.projects
  const make = async (host: string, name: string): Promise<Project> => {
    const made = await operate(platform, 'POST', '/api/projects', { host, body: { name } })
    assert.equal(made.status, 201, made.text)
    return made.body
  }
  const change = (host: string, id: string, body: object) =>
    operate(platform, 'PATCH', `/api/projects/${id}`, { host, body })
  const submit = (host: string, fields: object, headers = {}): Promise<Reply> => {
    const { body, headers: type } = json({
      ...{ description: 'A shop for oars.', contactType: 'email', contactValue: 'v@example.com', consent: true },
      ...fields,
    })
    return send(platform.url, '/api/submissions', { method: 'POST', host, body, headers: { ...type, ...headers } })
  }
  const requestsOf = async (host: string, projectId?: string): Promise<string[]> => {
    const query = projectId ? `?projectId=${projectId}` : ''
    const { body } = await operate(platform, 'GET', `/api/submissions${query}`, { host })
    return body.submissions.map(({ id }: { id: string }) => id)
  }

  test('An organisation begins with its default project, and so does one that never signed up.', async () => {
    const own = await signUp(platform, 'drawers')
    for (const host of [own.host, undefined, 'a.test']) {
      const projects = await listed(host)
      assert.deepEqual(
        projects.map(({ name, isDefault }) => [name, isDefault]),
        [['General', true]],
      )
      assert.deepEqual(await listed(host), projects, 'it is made once')
    }
    const ids = await Promise.all([own.host, undefined, 'a.test'].map(async (host) => (await listed(host))[0]!.id))
    assert.equal(new Set(ids).size, 3)
  })

  test('A request goes to the project it names, or to the default one, and the list is narrowed to either.', async () => {
    const { host } = await signUp(platform, 'oarsmen')
    const [general] = await listed(host)
    const boats = await make(host, '  Boats ')
    assert.equal(boats.name, 'Boats')
    const plain = (await submit(host, {})).body
    const named = (await submit(host, { projectId: boats.id })).body
    const said = (await submit(host, { projectId: general!.id })).body
    assert.deepEqual(await requestsOf(host), [said.id, named.id, plain.id])
    assert.deepEqual(await requestsOf(host, boats.id), [named.id])
    assert.deepEqual(await requestsOf(host, general!.id), [said.id, plain.id])
    for (const [receipt, id] of [
      [plain, general!.id],
      [named, boats.id],
    ] as const) {
      const { body } = await send(platform.url, receipt.links.self, { host, token: receipt.token })
      assert.equal(body.projectId, id)
    }
  })

  test('A project of others, of nobody or of the past takes nothing: the refusal is clear and nothing is kept.', async () => {
    const [{ host }, other] = [await signUp(platform, 'keepers'), await signUp(platform, 'others')]
    const theirs = await make(other.host, 'Theirs')
    const past = await make(host, 'Past')
    const key = { 'idempotency-key': 'past-0123456789' }
    const first = await submit(host, { projectId: past.id }, key)
    assert.equal(first.status, 201, first.text)
    assert.equal((await change(host, past.id, { isArchived: true })).status, 200)
    const files = platform.blobCount()
    for (const [projectId, code] of [
      [theirs.id, 'unknown_project'],
      ['prj_00000000000000000000000000', 'unknown_project'],
      [past.id, 'project_archived'],
    ] as const) {
      const parts = Object.entries({
        ...{ description: 'A shop for oars.', contactType: 'email', contactValue: 'v@example.com', consent: 'true' },
        projectId,
      }).map(([field, content]) => ({ field, content }))
      const file = { field: 'files', name: 'oars.txt', content: 'Oars: three.' }
      const refused = await sendMultipart(platform.url, [...parts, file], { host })
      assert.deepEqual([refused.status, refused.body.code], [422, code])
      assert.ok(!refused.text.includes('Theirs'))
    }
    assert.equal((await submit(host, { projectId: 'boats' })).body.code, 'invalid_input')
    assert.equal(platform.blobCount(), files, 'the files of refused requests are gone')
    assert.deepEqual(await requestsOf(host), [first.body.id])
    const again = await submit(host, { projectId: past.id }, key)
    assert.deepEqual([again.status, again.body.id], [201, first.body.id], 'what was taken before stays taken')
    assert.equal((await submit(host, {}, key)).body.code, 'idempotency_key_reused')
    assert.deepEqual(await requestsOf(host, past.id), [first.body.id], 'an archived project keeps its requests')
    assert.deepEqual(await requestsOf(host, theirs.id), [])
    assert.deepEqual(await requestsOf(other.host), [])
    assert.equal((await change(host, past.id, { isArchived: false })).body.archivedAt, undefined)
    assert.equal((await submit(host, { projectId: past.id })).status, 201, 'taken into use again')
  })

  test('Names are told apart, the default project stays, and what is somebody else’s is not there.', async () => {
    const [{ host }, other] = [await signUp(platform, 'namers'), await signUp(platform, 'strangers')]
    const [general] = await listed(host)
    const boats = await make(host, 'Boats')
    const refusals: [Promise<Reply>, number, string][] = [
      [operate(platform, 'POST', '/api/projects', { host, body: { name: 'boats' } }), 409, 'name_taken'],
      [operate(platform, 'POST', '/api/projects', { host, body: { name: '  ' } }), 400, 'invalid_input'],
      [change(host, boats.id, { name: 'GENERAL' }), 409, 'name_taken'],
      [change(host, general!.id, { isArchived: true }), 409, 'default_stays'],
      [change(other.host, boats.id, { name: 'Mine' }), 404, 'not_found'],
    ]
    for (const [asked, status, code] of refusals) {
      const reply = await asked
      assert.deepEqual([reply.status, reply.body.code], [status, code], reply.text)
    }
    assert.equal((await change(host, general!.id, { name: 'Everything else' })).body.name, 'Everything else')
    assert.deepEqual(
      (await listed(host)).map(({ name, archivedAt }) => [name, archivedAt]),
      [
        ['Everything else', undefined],
        ['Boats', undefined],
      ],
    )
    assert.equal((await listed(other.host)).length, 1)
  })

  test('Who may read requests sees the projects; only owners and admins change them.', async () => {
    const host = 'b.test'
    const owner = await enrolOwner(platform, host, 'ten_b', 'o@b.example.com')
    for (const [role, mayRead, mayChange] of [
      ['admin', 200, 201],
      ['member', 200, 403],
      ['auditor', 200, 403],
      ['client', 403, 403],
    ] as const) {
      const address = `${role}@b.example.com`
      await ask(platform, 'POST', '/auth/invitations', owner, { address, role })
      const person = await join(platform, host, address)
      assert.equal((await ask(platform, 'GET', '/projects', person)).status, mayRead, role)
      assert.equal((await ask(platform, 'POST', '/projects', person, { name: `Of ${role}` })).status, mayChange, role)
    }
    assert.deepEqual(
      (await listed(host)).map(({ name }) => name),
      ['General', 'Of admin'],
    )
    assert.equal((await send(platform.url, '/api/projects', { host })).status, 401)
  })
})
