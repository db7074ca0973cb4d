import { standardRoles } from '#contracts/auth'

export type StandardRole = (typeof standardRoles)[number]

/**
 * What each permission lets somebody do, and which of the standard roles have it. A permission that is not in this table is nobody's but the operator's.
 * The names are those that routes declare with `access: { user: … }`; a test keeps both lists the same.
 */
export const permissions: Record<string, { says: string; roles: StandardRole[] }> = {
  // Of every signed-in person, wherever they are, and of no key.
  'auth.self': { says: 'See and change the own account.', roles: ['owner', 'admin', 'member', 'client', 'auditor'] },
  'auth.read-members': {
    says: 'See the people, invitations and roles.',
    roles: ['owner', 'admin', 'member', 'auditor'],
  },
  'auth.manage-members': {
    says: 'Invite people, change their roles, end their sessions, take them out.',
    roles: ['owner', 'admin'],
  },
  'auth.manage-roles': { says: 'Make and change roles of the organisation’s own.', roles: ['owner', 'admin'] },
  'auth.manage-sign-in': { says: 'Demand a second factor of the members.', roles: ['owner', 'admin'] },
  'auth.read-keys': { says: 'See which API keys there are.', roles: ['owner', 'admin', 'auditor'] },
  'auth.manage-keys': { says: 'Make and revoke API keys.', roles: ['owner', 'admin'] },
  'auth.read-clients': { says: 'See which applications are registered.', roles: ['owner', 'admin', 'auditor'] },
  'auth.manage-clients': {
    says: 'Register applications for sign-in, renew their secrets, rotate signing keys.',
    roles: ['owner', 'admin'],
  },
  'auth.manage-providers': {
    says: 'Register and change the providers that people of the organisation sign in by.',
    roles: ['owner', 'admin'],
  },
  'auth.scim': {
    says: 'Have a directory tell of people and give them roles (SCIM). For the key of that directory.',
    roles: ['owner', 'admin'],
  },
  'submission.read': {
    says: 'Read requests, their files and results.',
    roles: ['owner', 'admin', 'member', 'auditor'],
  },
  'submission.write': { says: 'Cancel, repeat and correct requests.', roles: ['owner', 'admin', 'member'] },
  'submission.manage-projects': { says: 'Make, rename and archive projects.', roles: ['owner', 'admin'] },
  'submission.read-own': {
    says: 'See the requests sent with an own address.',
    roles: ['owner', 'admin', 'member', 'client', 'auditor'],
  },
  'document.read': { says: 'Read what was found in files.', roles: ['owner', 'admin', 'member', 'auditor'] },
  'notification.read': { says: 'Read which messages were sent.', roles: ['owner', 'admin', 'member', 'auditor'] },
  'prototype.read': {
    says: 'See prototypes with their versions and messages.',
    roles: ['owner', 'admin', 'member', 'auditor'],
  },
  'prototype.write': { says: 'Change prototypes and restore versions.', roles: ['owner', 'admin', 'member'] },
  'template.write': { says: 'Upload and retire templates.', roles: ['owner', 'admin'] },
  'template.read': { says: 'See the versions of templates.', roles: ['owner', 'admin', 'member', 'auditor'] },
  'workflow.read': { says: 'See runs, tasks and schedules.', roles: ['owner', 'admin', 'member', 'auditor'] },
  'workflow.write': { says: 'Repeat, pause and cancel runs, and set schedules.', roles: ['owner', 'admin'] },
  'workflow.answer': { says: 'Answer the questions that runs ask people.', roles: ['owner', 'admin', 'member'] },
  'provisioning.read': {
    says: 'See the plan, what is used, and what the organisation has chosen.',
    roles: ['owner', 'admin', 'auditor'],
  },
  'provisioning.write': { says: 'Choose name, languages, prices and looks.', roles: ['owner', 'admin'] },
  'provisioning.export': { says: 'Take all data of the organisation along.', roles: ['owner'] },
  'provisioning.close': { says: 'Have the organisation erased.', roles: ['owner'] },
  'operations.read': {
    says: 'See events that could not be taken, and refused access.',
    roles: ['owner', 'admin', 'auditor'],
  },
  'operations.write': { says: 'Have such events tried again.', roles: ['owner', 'admin'] },
}

/** What everybody who is signed in may do, beside what their role says. */
export const ofEveryone = 'auth.self'

const standard = new Map<string, string[]>(
  standardRoles.map((role) => [
    role,
    Object.keys(permissions).filter((name) => permissions[name]!.roles.includes(role)),
  ]),
)

export const isStandardRole = (role: string): boolean => standard.has(role)

/** What a role may do. `own` are the permissions of an organisation's own role; those that no longer exist are nobody's. */
export const permissionsOf = (role: string, own: string[] | null = null): string[] =>
  standard.get(role) ?? [ofEveryone, ...(own ?? []).filter((name) => permissions[name] && name !== ofEveryone)]

/** The standard roles that have a permission. */
export const rolesWith = (permission: string): string[] => permissions[permission]?.roles ?? []
