import { idOf } from '#platform/ids'

/** What the default project is called until somebody renames it. */
export const defaultProjectName = 'General'

/** Projects of one organisation, archived ones too: they are listed whole. */
export const projectsMax = 500

/** The project of every request that names none. It follows from the tenant, so that no request has to look for it. */
export const defaultProjectId = (tenant: string): string => idOf('prj', tenant)
