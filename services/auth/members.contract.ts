import { defineRoutes, Id, OneOf, T, Time } from '#platform/contract'
import { Address, closed, Done, Locale, Name, Password, Permission, PersonId, Role, Token } from './terms.contract.ts'

const InvitationId = Id('inv')
export const Member = T.Object({
  personId: PersonId,
  name: Name,
  address: T.Optional(T.String()),
  role: T.String(),
  since: Time,
})
export const Invitation = T.Object({
  id: InvitationId,
  address: T.String(),
  role: T.String(),
  createdAt: Time,
  expiresAt: Time,
})
const RoleOf = T.Object({
  name: T.String(),
  permissions: T.Array(T.String()),
  isStandard: T.Boolean(),
})

const SignInRules = T.Object({
  secondFactor: T.Boolean({
    description:
      'Members get nothing of the organisation before they have proved a second factor: an authenticator app, or a passkey. Those who come by a provider of the organisation prove there what it asks for.',
  }),
  changedAt: T.Optional(Time),
  changedBy: T.Optional(T.String()),
  membersWithout: T.Integer({ minimum: 0, description: 'Members who have none, and would have to set one up.' }),
})

/** The people of an organisation, their invitations and their roles. */
export const memberRoutes = defineRoutes({
  listMembers: {
    method: 'GET',
    path: '/auth/members',
    access: { user: 'auth.read-members' },
    summary: 'The people of the organisation.',
    reply: T.Object({ members: T.Array(Member) }),
  },
  changeMember: {
    method: 'PATCH',
    path: '/auth/members/:personId',
    access: { user: 'auth.manage-members' },
    summary: 'Gives a person of the organisation another role.',
    params: T.Object({ personId: PersonId }),
    body: T.Object({ role: Role }, closed),
    reply: Done,
    errors: { not_found: 404, unknown_role: 422, last_owner: 409, more_than_yours: 403 },
  },
  removeMember: {
    method: 'DELETE',
    path: '/auth/members/:personId',
    access: { user: 'auth.manage-members' },
    summary: 'Takes a person out of the organisation. Their account stays theirs.',
    params: T.Object({ personId: PersonId }),
    reply: Done,
    errors: { not_found: 404, last_owner: 409, more_than_yours: 403 },
  },
  endSessionsOfMember: {
    method: 'DELETE',
    path: '/auth/members/:personId/sessions',
    access: { user: 'auth.manage-members' },
    stepUp: true,
    summary:
      'Ends the sessions of a person of the organisation, on every device: for a lost one, or one that somebody else may have. Those opened here end everywhere; those opened at another organisation go on there and open nothing here. They can sign in again.',
    params: T.Object({ personId: PersonId }),
    reply: Done,
    errors: { not_found: 404, more_than_yours: 403 },
  },
  listInvitations: {
    method: 'GET',
    path: '/auth/invitations',
    access: { user: 'auth.read-members' },
    summary: 'Invitations that are open.',
    reply: T.Object({ invitations: T.Array(Invitation) }),
  },
  invite: {
    method: 'POST',
    path: '/auth/invitations',
    access: { user: 'auth.manage-members' },
    summary: 'Invites somebody by mail. An earlier invitation of the same address is replaced.',
    body: T.Object({ address: Address, role: Role, locale: T.Optional(Locale) }, closed),
    reply: Invitation,
    status: 201,
    errors: { unknown_role: 422, more_than_yours: 403, quota_exceeded: 429, already_member: 409 },
  },
  withdraw: {
    method: 'DELETE',
    path: '/auth/invitations/:invitationId',
    access: { user: 'auth.manage-members' },
    summary: 'Takes an invitation back.',
    params: T.Object({ invitationId: InvitationId }),
    reply: Done,
    errors: { not_found: 404 },
  },
  readInvitation: {
    method: 'POST',
    path: '/auth/invitations/read',
    access: 'public',
    summary: 'What an invitation offers, for the page that its link opens.',
    body: T.Object({ token: Token }, closed),
    reply: T.Object({ address: T.String(), role: T.String(), hasAccount: T.Boolean() }),
    errors: { invalid_token: 401 },
  },
  accept: {
    method: 'POST',
    path: '/auth/invitations/accept',
    access: 'public',
    summary:
      'Accepts an invitation. Who has no account yet chooses a password and is signed in; others sign in as always.',
    body: T.Object({ token: Token, password: T.Optional(Password), name: T.Optional(Name) }, closed),
    reply: T.Object({ state: OneOf(['signed-in', 'sign-in-next']), personId: PersonId }),
    status: 201,
    errors: { invalid_token: 401, password_needed: 422, weak_password: 422 },
  },
  listRoles: {
    method: 'GET',
    path: '/auth/roles',
    access: { user: 'auth.read-members' },
    summary: 'The roles of the organisation with what each may do, and what every permission means.',
    reply: T.Object({
      roles: T.Array(RoleOf),
      permissions: T.Array(T.Object({ name: T.String(), says: T.String() })),
    }),
  },
  setRole: {
    method: 'PUT',
    path: '/auth/roles/:roleName',
    access: { user: 'auth.manage-roles' },
    summary: 'Makes or changes a role of the organisation’s own.',
    params: T.Object({ roleName: Role }),
    body: T.Object({ permissions: T.Array(Permission, { maxItems: 200 }) }, closed),
    reply: RoleOf,
    errors: { standard_role: 409, unknown_permission: 422, more_than_yours: 403 },
  },
  removeRole: {
    method: 'DELETE',
    path: '/auth/roles/:roleName',
    access: { user: 'auth.manage-roles' },
    summary: 'Removes a role that nobody has.',
    params: T.Object({ roleName: Role }),
    reply: Done,
    errors: { not_found: 404, standard_role: 409, role_in_use: 409 },
  },
  readSignInRules: {
    method: 'GET',
    path: '/auth/sign-in-rules',
    access: { user: 'auth.read-members' },
    summary: 'How the members of the organisation must sign in.',
    reply: SignInRules,
  },
  setSignInRules: {
    method: 'PUT',
    path: '/auth/sign-in-rules',
    access: { user: 'auth.manage-sign-in' },
    stepUp: true,
    summary:
      'Says how the members of the organisation must sign in. Only who has proved a second factor in this sign-in can demand one.',
    body: T.Object({ secondFactor: T.Boolean() }, closed),
    reply: SignInRules,
    errors: { own_factor_first: 409 },
  },
  why: {
    method: 'GET',
    path: '/auth/why',
    access: { user: 'auth.read-members' },
    summary: 'Why a person or key was, or would be, refused something: the rule that decides, and who may change it.',
    query: T.Object({ who: T.String({ maxLength: 60, description: 'A person or a key.' }), permission: Permission }),
    reply: T.Object({
      isAllowed: T.Boolean(),
      rule: OneOf([
        'granted',
        'not-a-member',
        'role-lacks-it',
        'scope-lacks-it',
        'revoked',
        'expired',
        'unknown-permission',
        'account-closed',
        'second-factor-missing',
      ]),
      why: T.String(),
      role: T.Optional(T.String()),
      rolesThatMay: T.Array(T.String()),
    }),
    errors: { not_found: 404 },
  },
})
