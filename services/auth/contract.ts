import { defineContract, T } from '#platform/contract'
import { accountRoutes } from './account.contract.ts'
import { doorRoutes } from './door.contract.ts'
import { factorRoutes } from './factors.contract.ts'
import { keyRoutes } from './keys.contract.ts'
import { memberRoutes } from './members.contract.ts'
import { openIdRoutes } from './openid.contract.ts'
import { passkeyRoutes } from './passkeys.contract.ts'
import { providerRoutes } from './providers.contract.ts'
import { scimRoutes } from './scim.contract.ts'

export { Me } from './account.contract.ts'
export { Resolved } from './door.contract.ts'
export { Factors, Passkey } from './factors.contract.ts'
export { Kept, Person, Session } from './kept.contract.ts'
export { Key } from './keys.contract.ts'
export { Invitation, Member } from './members.contract.ts'
export { OauthClient } from './openid.contract.ts'
export { SignInProvider } from './providers.contract.ts'
export { PersonId } from './terms.contract.ts'

/** The roles every organisation has; it may add its own, made of permissions. */
export const standardRoles = ['owner', 'admin', 'member', 'client', 'auditor'] as const

const Facts = T.Object({
  subject: T.String({ description: 'The person, key or application it is about.' }),
  by: T.String({ description: 'Who did it: a person, a key, `operator`, or a service.' }),
  detail: T.Optional(T.String()),
})
const fact = <const N extends string>(type: N, summary: string) =>
  ({ type, subject: 'subject', data: Facts, summary }) as const

export const auth = defineContract({
  name: 'auth',
  summary: 'Who is asking: people, organisations, roles, sessions and keys.',
  port: 8001,
  routes: {
    ...accountRoutes,
    ...memberRoutes,
    ...keyRoutes,
    ...openIdRoutes,
    ...factorRoutes,
    ...passkeyRoutes,
    ...providerRoutes,
    ...scimRoutes,
    ...doorRoutes,
  },
  events: {
    registered: fact('user.registered.v1', 'Somebody made an account.'),
    updated: fact('user.updated.v1', 'Somebody changed their account.'),
    deleted: fact('user.deleted.v1', 'Somebody deleted their account.'),
    signedIn: fact('auth.signed-in.v1', 'A session was opened.'),
    signInFailed: fact('auth.sign-in-failed.v1', 'Somebody gave a wrong password or code for an account.'),
    signedOut: fact('auth.signed-out.v1', 'A session was ended.'),
    confirmed: fact('auth.confirmed.v1', 'Somebody confirmed again who they are.'),
    passwordChanged: fact('auth.password-changed.v1', 'A password was changed or set anew.'),
    factorAdded: fact('auth.factor-added.v1', 'Somebody may sign in with an authenticator app or passkey from now on.'),
    factorRemoved: fact('auth.factor-removed.v1', 'An authenticator app or passkey was taken away.'),
    recoveryCodesRenewed: fact('auth.recovery-codes-renewed.v1', 'Recovery codes were made, and earlier ones ended.'),
    invited: fact('auth.invited.v1', 'Somebody was invited into the organisation.'),
    joined: fact('auth.joined.v1', 'Somebody became a member of the organisation.'),
    roleChanged: fact('auth.role-changed.v1', 'A member or a role of the organisation may do something else now.'),
    removed: fact('auth.removed.v1', 'Somebody is no longer a member of the organisation.'),
    keyCreated: fact('auth.key-created.v1', 'An API key was made.'),
    keyRevoked: fact('auth.key-revoked.v1', 'An API key was revoked.'),
    clientCreated: fact('auth.client-created.v1', 'An application was registered.'),
    clientSecretRenewed: fact('auth.client-secret-renewed.v1', 'An application was given another secret.'),
    clientDeleted: fact('auth.client-deleted.v1', 'An application was removed, with its tokens.'),
    signingKeysRotated: fact('auth.signing-keys-rotated.v1', 'New keys sign ID tokens.'),
    signInRulesChanged: fact('auth.sign-in-rules-changed.v1', 'How members must sign in was changed.'),
    providerCreated: fact('auth.provider-created.v1', 'A sign-in provider was registered.'),
    providerChanged: fact('auth.provider-changed.v1', 'A sign-in provider was changed.'),
    providerDeleted: fact('auth.provider-deleted.v1', 'A sign-in provider was removed, with the sessions it opened.'),
    providerLinked: fact('auth.provider-linked.v1', 'Somebody may sign in by a provider from now on.'),
    tokenReused: fact(
      'auth.token-reused.v1',
      'A code or refresh token came a second time, and everything that came from it was revoked.',
    ),
  },
  tasks: {},
})
