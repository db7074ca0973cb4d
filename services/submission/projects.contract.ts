import { defineRoutes, type Static, T, Time } from '#platform/contract'
import { ProjectId } from './terms.contract.ts'

const ProjectName = T.String({
  minLength: 1,
  maxLength: 120,
  pattern: '\\S',
  description: 'For people. No two projects in use have the same, whatever the case of its letters.',
})

/** A named drawer of the requests of an organisation. */
export const Project = T.Object({
  id: ProjectId,
  name: ProjectName,
  isDefault: T.Boolean({
    description: 'Takes every request that names no project. There is one, and it stays in use.',
  }),
  createdAt: Time,
  archivedAt: T.Optional(
    T.String({ format: 'date-time', description: 'Since when it takes no new requests; absent while it does.' }),
  ),
})
export type Project = Static<typeof Project>

export const projectRoutes = defineRoutes({
  listProjects: {
    method: 'GET',
    path: '/projects',
    access: { user: 'submission.read' },
    summary: 'Lists all projects, the default one first, then the newest.',
    reply: T.Object({ projects: T.Array(Project) }),
  },
  createProject: {
    method: 'POST',
    path: '/projects',
    access: { user: 'submission.manage-projects' },
    summary: 'Makes a project.',
    body: T.Object({ name: ProjectName }, { additionalProperties: false }),
    reply: Project,
    status: 201,
    errors: { name_taken: 409, too_many_projects: 409 },
  },
  changeProject: {
    method: 'PATCH',
    path: '/projects/:projectId',
    access: { user: 'submission.manage-projects' },
    summary: 'Renames a project, archives it, or takes it into use again. Its requests stay as they are.',
    params: T.Object({ projectId: ProjectId }),
    body: T.Object(
      { name: T.Optional(ProjectName), isArchived: T.Optional(T.Boolean()) },
      { additionalProperties: false },
    ),
    reply: Project,
    errors: { not_found: 404, name_taken: 409, default_stays: 409 },
  },
  prepareProject: {
    method: 'POST',
    path: '/projects/default',
    access: 'service',
    summary: 'Makes the default project of the tenant of the caller, unless it is there.',
    reply: Project,
  },
})
