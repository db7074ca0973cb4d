import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { json, sql } from '#platform/database'
import { newId } from '#platform/ids'
import { readMigrations, roleOf } from '#platform/migrator'
import { openTestDatabase, type TestDatabase } from '#platform/testing'
import { needs } from './needs.ts'
import { ensureDefaultProject, insertProject, isNameTaken, listProjects, updateProject } from './projects.sql.ts'
import { defaultProjectId, projectsMax } from './projects.ts'
import { insertSubmission, listSubmissions, type NewRow } from './store.ts'

let db: TestDatabase
const at = (tenant: string) => db.database.bound({ role: roleOf('submission'), schema: 'submission', tenant })
before(async () => {
  const migrations = readMigrations(needs.database)
  db = await openTestDatabase([
    { schema: 'submission', role: roleOf('submission'), migrations, tablesWithoutTenant: {} },
  ])
})
after(() => db.close())

const namesOf = async (tenant: string) => (await listProjects(at(tenant))).map(({ name }) => name)
async function send(tenant: string, projectId?: string): Promise<string> {
  const row: NewRow = {
    ...{ id: newId('req'), reference: newId('ref'), submissionType: 'text', description: 'A shop.', projectId },
    ...{ contactType: 'email', contactValue: 'a@example.com', files: [], refused: [], fileBytes: 0 },
  }
  const { into } = insertSubmission(row)
  await at(tenant).run({ text: into.text, values: [json([row])] })
  return row.id
}

test('the default project is made once, whoever asks first, and each tenant has its own', async () => {
  const tenants = ['ten_a', ...Array.from({ length: 9 }, (_, n) => `ten_first_${n}`)]
  // Several rounds: in the first ones connections are still being opened, and those who ask do not meet.
  for (const tenant of tenants) {
    const asked = Array.from({ length: 8 }, () => ensureDefaultProject(at(tenant), tenant))
    const made = await Promise.all(asked)
    assert.deepEqual([...new Set(made.map(({ id }) => id))], [defaultProjectId(tenant)])
    assert.deepEqual(await namesOf(tenant), ['General'])
  }
  assert.equal(new Set(tenants.map(defaultProjectId)).size, tenants.length)
  assert.deepEqual(await namesOf('ten_b'), [], 'nothing of it is seen elsewhere')
})

test('a project in use has a name of its own, whatever the case; an archived one gives it free', async () => {
  const first = (await insertProject(at('ten_a'), 'Kitchens'))!
  await assert.rejects(insertProject(at('ten_a'), 'KITCHENS'), isNameTaken)
  assert.ok(await insertProject(at('ten_b'), 'Kitchens'), 'others may have it too')
  const archived = await updateProject(at('ten_a'), first.id, { isArchived: true })
  assert.ok(archived?.archivedAt)
  const again = await updateProject(at('ten_a'), first.id, { isArchived: true })
  assert.equal(again?.archivedAt, archived.archivedAt, 'archived is archived')
  const second = (await insertProject(at('ten_a'), 'Kitchens'))!
  await assert.rejects(updateProject(at('ten_a'), first.id, { isArchived: false }), isNameTaken)
  assert.equal((await updateProject(at('ten_a'), second.id, { name: 'Baths' }))?.name, 'Baths')
  const back = await updateProject(at('ten_a'), first.id, { isArchived: false })
  assert.deepEqual([back?.archivedAt, back?.name], [undefined, 'Kitchens'])
  assert.equal(await updateProject(at('ten_b'), first.id, { name: 'Theirs' }), undefined)
  assert.deepEqual(await namesOf('ten_a'), ['General', 'Baths', 'Kitchens'])
})

test('not even the database archives a default project, or takes a request into a project of others', async () => {
  await assert.rejects(updateProject(at('ten_a'), defaultProjectId('ten_a'), { isArchived: true }), /check constraint/)
  const [theirs] = await listProjects(at('ten_b'))
  await assert.rejects(send('ten_a', theirs!.id), /foreign key/)
})

test('the list is narrowed to one project; requests that name none are in the default one', async () => {
  const { id } = (await insertProject(at('ten_c'), 'Boats'))!
  const [plain, boat] = [await send('ten_c'), await send('ten_c', id)]
  const listed = async (projectId?: string) =>
    (await listSubmissions(at('ten_c'), 'ten_c', 10, { projectId })).map((one) => [one.id, one.projectId])
  const own = defaultProjectId('ten_c')
  assert.deepEqual(await listed(), [
    [boat, id],
    [plain, own],
  ])
  assert.deepEqual(await listed(id), [[boat, id]])
  assert.deepEqual(await listed(own), [[plain, own]])
  assert.deepEqual(await listed(defaultProjectId('ten_a')), [])
  const elsewhere = await listSubmissions(at('ten_d'), 'ten_d', 10, { projectId: id })
  assert.deepEqual(elsewhere, [])
})

test('there are at most so many projects', async () => {
  await at('ten_e').run(
    sql`insert into projects (id, name) select 'prj_' || n, n from generate_series(1, ${projectsMax - 1}) n`,
  )
  assert.ok(await insertProject(at('ten_e'), 'Last'))
  assert.equal(await insertProject(at('ten_e'), 'One more'), undefined)
  assert.ok(await insertProject(at('ten_d'), 'Others'), 'others have room')
})
