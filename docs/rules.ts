// docs/security/rules.md: the figures that guard sign-in, files, work and the log, from where the code has them.
import { PlatformConfig } from '#platform/config'
import type { Contract, TSchema } from '#platform/contract'
import { stepUpMs } from '#platform/policy'
import { repliesDays } from '#platform/retention'
import { endings } from '#platform/sniff'
import { freeAt, placeWaitS, shared } from '../services/auth/factors/throttle.ts'
import { leftMin, productWords } from '../services/auth/guessable.ts'
import { needs as auth } from '../services/auth/needs.ts'
import { lifetimes } from '../services/auth/oidc/provider.ts'
import type { Method } from '../services/auth/sessions.ts'
import { limits as reading } from '../services/document/limits.ts'
import { needs as gateway } from '../services/gateway/needs.ts'
import { needs as submission } from '../services/submission/needs.ts'
import { table } from './pages.ts'

const settingsOf = (schema: TSchema) =>
  (schema as unknown as { properties: Record<string, { default?: number }> }).properties
const ofAuth = settingsOf(auth.config)
const ofFiles = settingsOf(submission.config)
const ofDoor = settingsOf(gateway.config)
const ofProcess = settingsOf(PlatformConfig)
const figure = (n: number) => n.toLocaleString('en-GB')
const megabytes = (bytes = 0) => `${Math.round(bytes / 1024 ** 2)} MB`

/** Every way to sign in, with what it is worth by NIST SP 800-63B-4. */
const ways: Record<Method, [name: string, factors: string, phishing: string]> = {
  password: ['Password', 'one: knowledge', 'no'],
  mail: ['Code or link by mail', 'one: whoever reads the mail', 'no'],
  passkey: ['Passkey (WebAuthn), user verified', 'two: possession, and knowledge or biometrics', 'yes'],
  totp: ['Code of an authenticator app (RFC 6238), after a first factor', 'two', 'no'],
  'recovery-code': ['Recovery code instead of the app, once', 'two', 'no'],
  federation: [
    'Provider of the organisation (OpenID Connect)',
    'what the provider asks for; counts at that organisation only',
    'up to the provider',
  ],
}

function signingIn(): string[] {
  return [
    '## Signing in',
    table(['Way', 'Factors', 'Withstands a false page'], Object.values(ways)),
    `Programs use API keys (256 bits) or tokens of the OpenID provider; the operator has one key; a request opens with its token. None of them is a person, and none confirms what wants a person. What cannot be undone wants a proof of the last ${stepUpMs / 60_000} minutes. An organisation may demand two factors of its members.`,
    'Every way is open to everybody who has set it up; none is weaker for somebody than stands here. Why, and what was rejected: [decision 18](../decisions/0018-further-factors.md), [decision 19](../decisions/0019-other-sign-in-providers-and-scim.md).',
    '## Guessing',
    table(
      ['Where wrong passwords and codes come from', 'For nothing', 'Then waits at most'],
      [
        ['a browser that signed in as this person before', freeAt.device, `${placeWaitS / 60} min`],
        ['a network (/24 of IPv4, /64 of IPv6), for this account', freeAt.network, `${placeWaitS / 60} min`],
        ['all unknown networks together, for this account', shared.password.free, `${shared.password.waitS / 60} min`],
        ['the same for codes of an app', shared.code.free, `${shared.code.waitS / 60} min`],
        ['a session whose person confirms who they are', freeAt.session, `${placeWaitS / 60} min`],
      ],
    ),
    'The wait begins with a second and doubles. Counted is where attempts come from and never only whom they are about, so nobody can lock somebody else out. Besides, the door takes ' +
      `${figure(ofDoor.addressPerMinute!.default!)} requests a minute of one address (\`GATEWAY_ADDRESS_PER_MINUTE\`).`,
    '## Words that no password is made of',
    `The names of the product (${productWords.map((word) => `\`${word}\``).join(', ')}), the name of the organisation and the words of its host name, and the name and addresses of the person: whole and word by word, from four letters on, whatever case, accents and signs stand between. A new password is refused when fewer than ${leftMin} letters and figures are left without them. With \`AUTH_BREACHED_PASSWORDS\`, known passwords are refused too.`,
  ]
}

function sessions(): string[] {
  const ttl = lifetimes({ idleS: ofAuth.sessionIdleMinutes!.default! * 60 }) as Record<
    string,
    (ctx?: unknown, token?: object) => number
  >
  const days = (name: string) => `${ttl[name]!(undefined, {}) / 86_400} days`
  return [
    '## Sessions',
    table(
      ['What', 'Ends'],
      [
        [
          'Session of a person, unused',
          `after ${figure(ofAuth.sessionIdleMinutes!.default!)} minutes (\`AUTH_SESSION_IDLE_MINUTES\`)`,
        ],
        ['Session of a person, in any case', `after ${ofAuth.sessionDays!.default} days (\`AUTH_SESSION_DAYS\`)`],
        ['Session at the OpenID provider', `with the one it hangs on, or after ${days('Session')} without use`],
        ['Code of the OpenID provider', `after ${ttl.AuthorizationCode!()} s, or its first use`],
        ['Access token', `after ${ttl.AccessToken!(undefined, {}) / 60} minutes`],
        ['Refresh token', `after ${days('RefreshToken')} without use, and ${days('Grant')} after the consent`],
        ['Invitation', `after ${ofAuth.invitationDays!.default} days (\`AUTH_INVITATION_DAYS\`)`],
      ],
    ),
    'How many sessions one person has at once is not bounded: they see all of them, and end each. Signing out at an application signs out here and tells the other applications; signing out here, a new password, a lost membership and a closed account end what hangs on them. The reasons for these times, beside what NIST SP 800-63B-4 asks for: [decision 20](../decisions/0020-when-sign-ins-end.md); how sign-outs spread: [decision 14](../decisions/0014-openid-engine-on-our-own-tables.md).',
  ]
}

function files(): string[] {
  return [
    '## Files',
    table(
      ['Kind', 'Endings that fit'],
      Object.entries(endings).map(([kind, list]) => [kind, list.join(', ')]),
    ),
    `The bytes decide what a file is; a name that says something else is noted and shown. Everything else is refused with its reason, and the rest of the request is taken. Sizes, counted while they arrive: ${megabytes(ofFiles.fileBytesMax!.default)} a file, ${megabytes(ofFiles.totalBytesMax!.default)} and ${ofFiles.filesMax!.default} files a request, ${ofFiles.voiceSecondsMax!.default! / 60} minutes of voice. Unpacked: ${figure(reading.archiveEntriesMax)} entries and ${figure(reading.archiveBytesMax / 1e6)} MB at most, none tighter than 1:${reading.archiveRatioMax}.`,
    `Files are read in child processes without rights: ${reading.timeoutMs / 1_000} s and ${reading.memoryMbMax} MB each. They are downloads or sandboxed for whoever opens them, and are not scanned for malware. A file that is refused, or ends its child process, is named with the reason in the results; nothing else is lost by it.`,
  ]
}

function costly(contracts: readonly Contract[]): string[] {
  const rows = contracts.flatMap(({ name, tasks }) =>
    Object.entries(tasks).map(([key, { summary, timeoutMs, attemptsMax, concurrency }]) => [
      `\`${name}.${key}\``,
      summary,
      `${figure(timeoutMs / 1_000)} s`,
      attemptsMax,
      concurrency ?? 'not bounded',
    ]),
  )
  return [
    '## Costly work',
    'What takes long is a task: stored before it is answered, done in the background, bounded in time, and fair among organisations (`docs/engine.md`). Who asks for it waits for no answer over HTTP; results come by events.',
    table(['Task', 'What it does', 'Each attempt at most', 'Attempts', 'At once in a process'], rows),
    `Within a request itself costly are: hashing a password (19 MB, on the thread pool, behind the waits above), reading a form (bounded above), a template that is uploaded (a child process), a change of a prototype (the same; one free for each request), and a picture of a prototype or page (a child process, kept once made). Questions to language models are bounded in tokens, time and money (\`docs/config.md\`). Four child processes work at once; who has least under way comes first ([decision 7](../decisions/0007-untrusted-files-in-child-processes.md)).`,
  ]
}

function connections(): string[] {
  return [
    '## Connections',
    table(
      ['With', 'Set by', 'Protected by', 'In'],
      [
        [
          'browsers and programs, in',
          '`PORT`, `PROTOTYPE_PORT`',
          'TLS of the proxy in front',
          '`platform/listen.ts`, `services/gateway/prototype-door.ts`',
        ],
        [
          'PostgreSQL, out',
          '`DATABASE_URL`; embedded without it',
          'what the address says; loopback or socket',
          '`platform/pool.ts`, `platform/wake.ts`, `adapters/postgres/server.sql.ts`',
        ],
        [
          'own services, between processes',
          '`SERVICE_URL`',
          'a signed context; a private network',
          '`platform/remote.ts`, `services/gateway/forward.ts`',
        ],
        ['mail server, out', '`SMTP_URL`', 'TLS with `smtps://`, else where offered', '`adapters/mail/smtp.ts`'],
        ['transcription, out', '`SPEECH_URL`', 'what the address says; no redirect', '`adapters/speech/openai.ts`'],
        ['language models, out', '`MODELS`', 'what the address says; no redirect', '`adapters/models/provider.ts`'],
        [
          'sign-in providers of organisations, out',
          'their owners and admins',
          'https and public addresses only; no redirect',
          '`services/auth/federation/reach.ts`',
        ],
        [
          'applications that are told of a sign-out, out',
          'whoever registered them',
          'https and public addresses only; no redirect',
          '`services/auth/oidc/provider.ts`',
        ],
        [
          'mailbox of a development installation, in',
          '`MAILBOX_SMTP_PORT`, `MAILBOX_WEB_PORT`',
          'loopback only',
          '`services/mailbox/listen.ts`',
        ],
      ],
    ),
    'Those of providers and applications are the only addresses that somebody other than the operator gives. Nothing else opens or takes a connection; where these do not answer, work is tried again and what is open to anyone stays open.',
  ]
}

function logged(): string[] {
  return [
    '## What is logged',
    table(
      ['Log', 'What', 'Where', 'Who reads it', 'How long'],
      [
        [
          'process',
          'JSON lines, UTC: starts, failures with their trace, refused access, sign-ins, work that failed',
          'standard output',
          'whoever runs the machine',
          'up to them',
        ],
        [
          'events',
          'what happened, as in `docs/events.md`',
          '`statex.events`',
          'listeners; the operator in the database',
          `${ofProcess.eventsDays!.default} days (\`EVENTS_DAYS\`)`,
        ],
        [
          'refused access',
          'who, from where, what, by which rule',
          '`statex.refusals`',
          '`GET /api/refusals`: owners, admins, auditors',
          'as long as events',
        ],
        [
          'history of a request',
          'every change of its state',
          '`submission.history`',
          'whoever may read the request',
          'as long as the request',
        ],
        [
          'runs and tasks',
          'every step, attempt and failure',
          '`engine.runs`, `engine.steps`, `engine.tasks`',
          '`statex`, `GET /api/workflow/…`',
          '`statex retention`',
        ],
        ['replies under an Idempotency-Key', 'the reply', '`statex.idempotency_keys`', 'nobody', `${repliesDays} days`],
        [
          'figures',
          'rates, times, queues; no person, no id',
          '`GET /metrics`',
          'this machine and the operator',
          'not kept',
        ],
      ],
    ),
    'The log of the process and that of refused access hold no passwords, tokens, keys, addresses of mail or what was typed; the one exception is the link that makes the first owner, printed on purpose.',
  ]
}

/** The page. */
export const rulesPage = (contracts: readonly Contract[]): string =>
  [
    '# Rules',
    'Generated by `npm run docs` from the code that keeps them. Do not edit. Settings: [configuration](../config.md). Fields and roles: [access](access.md).',
    ...signingIn(),
    ...sessions(),
    ...files(),
    ...costly(contracts),
    ...connections(),
    ...logged(),
  ]
    .join('\n\n')
    .concat('\n')
