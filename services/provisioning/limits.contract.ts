import { defineRoutes, OneOf, type Static, T } from '#platform/contract'
import { none, TenantState } from './terms.contract.ts'

export const limitNames = [
  'storageBytes',
  'requestsPerMonth',
  'runsAtOnce',
  'seats',
  'apiPerMinute',
  'functionMsPerMonth',
] as const

const most = (description: string) => T.Optional(T.Integer({ minimum: 0, maximum: 2 ** 50, description }))

export const Limits = T.Object(
  {
    storageBytes: most('Bytes of all files that were sent in with requests and are kept.'),
    requestsPerMonth: most('Requests taken in one calendar month (UTC).'),
    runsAtOnce: T.Optional(
      T.Integer({ minimum: 1, maximum: 1_000_000, description: 'Requests worked on at the same time; more wait.' }),
    ),
    seats: most('People with access to the organisation, open invitations included.'),
    apiPerMinute: most('API requests per minute and gateway process.'),
    functionMsPerMonth: most(
      'Time in which the sandbox runs what the organisation uploaded (checking and building with its own template packs) in one calendar month (UTC), in ms.',
    ),
  },
  { additionalProperties: false, description: 'What is absent has no limit.' },
)
export type Limits = Static<typeof Limits>
export type LimitName = keyof Limits

export const Plan = T.Object(
  {
    name: T.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }),
    title: T.String({ minLength: 1, maxLength: 80 }),
    softPercent: T.Integer({
      minimum: 1,
      maximum: 100,
      default: 80,
      description: 'From this share of a limit on, it is said to be near.',
    }),
    limits: Limits,
  },
  { additionalProperties: false },
)
export type Plan = Static<typeof Plan>

/** What an organisation may do right now: asked by whoever takes something in, and kept by them for a while. */
export const Bounds = T.Object({
  tenant: T.String(),
  state: TenantState,
  plan: T.String(),
  softPercent: T.Integer(),
  limits: Limits,
  url: T.Optional(
    T.String({ description: 'Where the organisation is found; absent: at the address of the installation.' }),
  ),
})
export type Bounds = Static<typeof Bounds>

export const Used = T.Object({
  limit: OneOf(limitNames),
  max: T.Optional(T.Integer({ description: 'Absent: no limit.' })),
  used: T.Optional(T.Integer({ description: 'Absent: not measured.' })),
  state: OneOf(['free', 'near', 'reached', 'unmeasured']),
  resets: T.Optional(T.String({ format: 'date-time', description: 'When it begins anew; absent for what does not.' })),
  note: T.Optional(T.String({ description: 'For people.' })),
})
export type Used = Static<typeof Used>

/** `used` may pass `max` by what was under way when it was reached. */
export const FunctionTime = T.Object({
  used: T.Integer({ minimum: 0, description: 'Milliseconds.' }),
  max: T.Optional(T.Integer({ minimum: 0, description: 'Milliseconds; absent: no limit.' })),
  resets: T.String({ format: 'date-time', description: 'When it begins anew.' }),
})
export type FunctionTime = Static<typeof FunctionTime>

/** Plans, and what of their limits is used. */
export const limitRoutes = defineRoutes({
  usage: {
    method: 'GET',
    path: '/tenant/usage',
    access: { user: 'provisioning.read' },
    summary: 'The plan, and what of each limit is used.',
    reply: T.Object({ plan: Plan, month: T.String(), usage: T.Array(Used) }),
  },
  plans: {
    method: 'GET',
    path: '/plans',
    access: 'operator',
    summary: 'Lists the plans of the installation.',
    reply: T.Object({ plans: T.Array(Plan) }),
  },
  bounds: {
    method: 'GET',
    path: '/provisioning/bounds',
    access: 'service',
    summary: 'State, plan and limits of the organisation of the caller. They change with a wake of `tenants`.',
    reply: Bounds,
  },
  boundsOfMany: {
    method: 'GET',
    path: '/provisioning/bounds-of-many',
    access: 'service',
    summary:
      'State, plan and limits of organisations, in the order of their ids, for whoever wants to know them ahead.',
    query: T.Object({
      after: T.Optional(T.String({ maxLength: 70, description: 'Id of the last organisation of an earlier reply.' })),
      limit: T.Optional(T.Integer({ minimum: 1, maximum: 500, default: 200 })),
    }),
    reply: T.Object({ bounds: T.Array(Bounds), next: T.Optional(T.String()) }),
  },
  functionTime: {
    method: 'POST',
    path: '/provisioning/function-time',
    access: 'service',
    summary:
      'How much time the sandbox ran what the organisation of the caller uploaded, this month, and how much its plan has. Tells on, once in a month, that it is near or reached.',
    reply: FunctionTime,
  },
  limitReached: {
    method: 'POST',
    path: '/provisioning/limits/:limit',
    access: 'service',
    summary: 'Tells that a limit is near or reached; told on once in a period.',
    params: T.Object({ limit: OneOf(limitNames) }),
    body: T.Object({ level: OneOf(['near', 'reached']), used: T.Integer(), max: T.Integer(), period: T.String() }),
    reply: none,
  },
})
