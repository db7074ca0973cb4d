import { T, Time } from '#platform/contract'
import { Factors } from './factors.contract.ts'
import { Locale, Name, PersonId, SessionId } from './terms.contract.ts'

export const Person = T.Object({
  id: PersonId,
  name: Name,
  locale: Locale,
  addresses: T.Array(T.Object({ address: T.String(), isConfirmed: T.Boolean() })),
  createdAt: Time,
})
/** An organisation as its member sees it. Its name and address are another service's to say, and absent when that one does not answer. */
export const Organisation = T.Object({
  tenant: T.String(),
  role: T.String(),
  name: T.Optional(T.String()),
  url: T.Optional(
    T.String({ description: 'Where it is found; absent: where the configuration of the installation says.' }),
  ),
  isOnlyOwner: T.Optional(
    T.Boolean({ description: 'Nobody else owns it, so the person can neither leave nor delete the account.' }),
  ),
})
export const Session = T.Object({
  id: SessionId,
  isCurrent: T.Boolean(),
  createdAt: Time,
  seenAt: Time,
  expiresAt: Time,
  endsUnusedAt: T.Optional(
    T.String({ format: 'date-time', description: 'When it ends, unless somebody uses it before. RFC 3339, UTC.' }),
  ),
  address: T.String({ description: 'Network address it was opened from.' }),
  agent: T.String({ description: 'Browser or program, as it named itself.' }),
})

/** Everything that is kept about a person, for themselves. */
export const Kept = T.Object({
  person: Person,
  organisations: T.Array(Organisation),
  sessions: T.Array(Session),
  hasPassword: T.Boolean(),
  factors: T.Optional(Factors),
  signInProviders: T.Array(
    T.Object({
      tenant: T.String(),
      issuer: T.String(),
      subject: T.String(),
      address: T.Optional(T.String()),
      linkedAt: Time,
      usedAt: Time,
    }),
    { description: 'Providers that the person signs in by, and what these told.' },
  ),
  provisioned: T.Array(
    T.Object({
      tenant: T.String(),
      userName: T.String(),
      externalId: T.Optional(T.String()),
      address: T.Optional(T.String()),
      displayName: T.Optional(T.String()),
      givenName: T.Optional(T.String()),
      familyName: T.Optional(T.String()),
      isActive: T.Boolean(),
      since: Time,
    }),
    { description: 'What the directories of organisations told (SCIM).' },
  ),
  keys: T.Array(
    T.Object({
      tenant: T.String(),
      name: T.String(),
      prefix: T.String(),
      scopes: T.Array(T.String()),
      createdAt: Time,
      lastUsedAt: T.Optional(Time),
      expiresAt: T.Optional(Time),
      revokedAt: T.Optional(Time),
    }),
    { description: 'API keys that act for the person.' },
  ),
  applications: T.Array(T.Object({ tenant: T.String(), name: T.String() }), {
    description: 'Applications in which the person is signed in with this account.',
  }),
  invitations: T.Array(
    T.Object({
      tenant: T.String(),
      address: T.String(),
      role: T.String(),
      createdAt: Time,
      expiresAt: Time,
      acceptedAt: T.Optional(Time),
    }),
    { description: 'Invitations to the addresses of the account.' },
  ),
})
