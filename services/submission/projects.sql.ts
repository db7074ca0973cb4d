import { type Row, sql } from '#platform/database'
import { newId } from '#platform/ids'
import type { Db } from '#platform/service'
import type { Project } from './contract.ts'
import { defaultProjectId, defaultProjectName, projectsMax } from './projects.ts'

/** The default project, made at the first look: organisations are older than projects, and those of the configuration sign up nowhere. */
export async function ensureDefaultProject(db: Db, tenant: string): Promise<Project> {
  const id = defaultProjectId(tenant)
  const find = () => db.maybe(sql`select * from projects where id = ${id}`)
  const found = await find()
  if (found) return toProject(found)
  await db.run(
    sql`insert into projects (id, name, is_default) values (${id}, ${defaultProjectName}, true) on conflict do nothing`,
  )
  return toProject((await find())!)
}

/** All projects, the default one first, then the newest. */
export const listProjects = async (db: Db): Promise<Project[]> =>
  (await db.many(sql`select * from projects order by is_default desc, id desc`)).map(toProject)

/** Whether requests may go to it; undefined when there is no such project. */
export const projectState = (db: Db, id: string): Promise<{ isArchived: boolean } | undefined> =>
  db.maybe<{ isArchived: boolean }>(sql`select archived_at is not null as "isArchived" from projects where id = ${id}`)

/** A new project; undefined when there are too many. Throws when the name is taken. */
export async function insertProject(db: Db, name: string): Promise<Project | undefined> {
  const row = await db.maybe(sql`insert into projects (id, name)
    select ${newId('prj')}, ${name} where (select count(*) from projects) < ${projectsMax} returning *`)
  return row && toProject(row)
}

export type Change = { name?: string; isArchived?: boolean }
/** The project with what is changed of it; undefined when there is none. Throws when the name is taken. */
export async function updateProject(db: Db, id: string, { name, isArchived }: Change): Promise<Project | undefined> {
  const row = await db.maybe(sql`
    update projects set name = coalesce(${name ?? null}, name), archived_at = case ${isArchived ?? null}::boolean
      when true then coalesce(archived_at, clock_timestamp()) when false then null else archived_at end
    where id = ${id} returning *`)
  return row && toProject(row)
}

/** True for what `insertProject` and `updateProject` throw when another project in use has the name. */
export const isNameTaken = (error: unknown): boolean =>
  (error as { constraint?: string }).constraint === 'projects_by_name'

const toProject = (row: Row): Project => ({
  id: row.id,
  name: row.name,
  isDefault: row.is_default,
  createdAt: row.created_at.toISOString(),
  ...(row.archived_at && { archivedAt: row.archived_at.toISOString() }),
})
