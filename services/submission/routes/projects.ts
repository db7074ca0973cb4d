import type { Ctx, Serve } from '#platform/service'
import type { Project, submission } from '../contract.ts'
import type { Needs } from '../needs.ts'
import * as store from '../projects.sql.ts'
import { defaultProjectId, projectsMax } from '../projects.ts'

type Contract = typeof submission

export const prepareProject: Serve<Contract, 'prepareProject', Needs> = (_input, ctx) =>
  store.ensureDefaultProject(ctx.db, ctx.tenant)

export const listProjects: Serve<Contract, 'listProjects', Needs> = async (_input, ctx) => {
  await store.ensureDefaultProject(ctx.db, ctx.tenant)
  return { projects: await store.listProjects(ctx.db) }
}

export const createProject: Serve<Contract, 'createProject', Needs> = async ({ name }, ctx) => {
  // Before the first other one, so that its name is not taken.
  await store.ensureDefaultProject(ctx.db, ctx.tenant)
  const made = await named(ctx, name, () => store.insertProject(ctx.db, name.trim()))
  return (
    made ?? ctx.fail('too_many_projects', `An organisation has at most ${projectsMax} projects, archived ones too.`)
  )
}

export const changeProject: Serve<Contract, 'changeProject', Needs> = async ({ projectId, name, isArchived }, ctx) => {
  await store.ensureDefaultProject(ctx.db, ctx.tenant)
  if (isArchived && projectId === defaultProjectId(ctx.tenant))
    return ctx.fail('default_stays', 'The default project takes requests that name none, so it cannot be archived.')
  const change = { name: name?.trim(), isArchived }
  const changed = await named(ctx, name, () => store.updateProject(ctx.db, projectId, change))
  return changed ?? ctx.fail('not_found', 'There is no such project.')
}

async function named(
  ctx: Ctx<Contract, Needs>,
  name: string | undefined,
  write: () => Promise<Project | undefined>,
): Promise<Project | undefined> {
  try {
    return await write()
  } catch (error) {
    if (!store.isNameTaken(error)) throw error
    const which = name === undefined ? 'of this name' : `called "${name.trim()}"`
    return ctx.fail('name_taken', `There is a project ${which} in use. Please choose another name.`)
  }
}
