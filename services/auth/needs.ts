import { notification } from '#contracts/notification'
import { provisioning } from '#contracts/provisioning'
import { T } from '#platform/contract'
import type { Ctx } from '#platform/service'
import type { auth } from './contract.ts'

/** What the service needs, apart from its handlers so that these can name the type of their ctx. */
export const needs = {
  config: T.Object({
    signUp: T.Boolean({
      default: true,
      description:
        'Whether anybody may make an account. It gives no access to the organisation, only to requests of the own address.',
    }),
    sessionDays: T.Integer({
      default: 30,
      minimum: 1,
      maximum: 400,
      description: 'How long a sign-in lasts at most, in days.',
    }),
    sessionIdleMinutes: T.Integer({
      default: 10_080,
      minimum: 5,
      maximum: 576_000,
      description:
        'How long a sign-in lasts that nobody uses, in minutes; a week unless set. See `docs/decisions/0020-when-sign-ins-end.md`: with second factors NIST SP 800-63B-4 asks for 60, and 1 in AUTH_SESSION_DAYS.',
    }),
    invitationDays: T.Integer({ default: 14, minimum: 1, maximum: 90, description: 'How long an invitation holds.' }),
    privateApplications: T.Boolean({
      default: false,
      description:
        'Whether applications may be told of a sign-out at addresses of this machine or a private network, and over http. Off, so that nobody can make this server call into its own network.',
    }),
    privateProviders: T.Boolean({
      default: false,
      description:
        'Whether sign-in providers of organisations may stand at addresses of this machine or a private network, and be spoken to over http. Off, so that nobody can make this server call into its own network.',
    }),
    provisionedRole: T.String({
      default: 'member',
      description: 'Role of people whom the directory of an organisation (SCIM) tells of and puts into no group.',
    }),
    provisionedOwners: T.Boolean({
      default: false,
      description:
        'Whether directories (SCIM) may make, change and remove owners. The last owner of an organisation stays in any case.',
    }),
    breachedPasswords: T.Optional(
      T.String({
        description:
          'File of SHA-1 hashes of known passwords, one in hexadecimal per line, sorted, as “Pwned Passwords” offers it for download. Absent: new passwords are not compared with such a list.',
      }),
    ),
  }),
  adapters: ['keyring' as const],
  calls: { notification, provisioning },
  database: new URL('./migrations/', import.meta.url),
  tablesWithoutTenant: {
    people:
      'a person may belong to several organisations, or to none yet; tenant_id is of those whom one organisation alone vouches for',
    emails: 'asked for at sign-in, before anybody knows which organisation it is about',
    passwords: 'belongs to a person',
    sessions:
      'belongs to a person; what it may do is asked of the organisation whose host name it is used at, and tenant_id is the only one where it counts at all',
    tickets: 'about an address that nobody has proved yet',
    authenticators: 'belongs to a person',
    recovery_codes: 'belongs to a person',
    passkeys: 'belongs to a person; the host name it was made for is in the row',
    challenges: 'belongs to a person, or to nobody before a passkey says who',
    mail_codes: 'about an address that nobody has proved yet',
    farewells: 'of somebody who belongs to no organisation any more; tenant_id is the one where they said so',
    throttles: 'counted before anybody knows who asks',
  },
}
export type Needs = typeof needs
export type AuthCtx = Ctx<typeof auth, Needs>
