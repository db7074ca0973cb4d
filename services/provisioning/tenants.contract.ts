import { defineRoutes, type Static, T, Time } from '#platform/contract'
import { Limits } from './limits.contract.ts'
import { Slug, TenantId, TenantState, Url, unknown } from './terms.contract.ts'

export const Tenant = T.Object({
  id: TenantId,
  slug: Slug,
  name: T.String(),
  state: TenantState,
  plan: T.String(),
  limits: T.Optional(Limits),
  hosts: T.Array(T.String()),
  reason: T.Optional(T.String({ description: 'Why it is suspended, for people.' })),
  createdAt: Time,
  erasesAt: T.Optional(Time),
})
export type Tenant = Static<typeof Tenant>
/** Host names, and short names for paths, each with the organisation it leads to. */
export const NamesThatLead = T.Object({
  hosts: T.Array(T.Object({ host: T.String(), tenant: T.String() })),
  slugs: T.Array(T.Object({ slug: T.String(), tenant: T.String() })),
})
export type NamesThatLead = Static<typeof NamesThatLead>
const byTenant = T.Object({ tenantId: TenantId })

/** The organisations of the installation, for whoever runs it and for the services that ask which one it is. */
export const tenantRoutes = defineRoutes({
  listTenants: {
    method: 'GET',
    path: '/tenants',
    access: 'operator',
    summary: 'Lists the organisations of the installation, newest first.',
    query: T.Object({
      limit: T.Optional(T.Integer({ minimum: 1, maximum: 200, default: 50 })),
      before: T.Optional(TenantId),
      state: T.Optional(TenantState),
    }),
    reply: T.Object({ tenants: T.Array(Tenant), next: T.Optional(TenantId) }),
  },
  readTenant: {
    method: 'GET',
    path: '/tenants/:tenantId',
    access: 'operator',
    summary: 'One organisation.',
    params: byTenant,
    reply: Tenant,
    errors: unknown,
  },
  choosePlan: {
    method: 'PUT',
    path: '/tenants/:tenantId/plan',
    access: 'operator',
    summary: 'Puts an organisation on a plan, with limits of its own where they are given.',
    params: byTenant,
    body: T.Object({ plan: T.String({ maxLength: 40 }), limits: T.Optional(Limits) }, { additionalProperties: false }),
    reply: Tenant,
    errors: { not_found: 404, unknown_plan: 422 },
  },
  suspend: {
    method: 'POST',
    path: '/tenants/:tenantId/suspend',
    access: 'operator',
    summary: 'Makes an organisation read-only.',
    params: byTenant,
    body: T.Object(
      {
        reason: T.Optional(T.String({ minLength: 1, maxLength: 500, description: 'Shown to whoever wants to write.' })),
      },
      { additionalProperties: false },
    ),
    reply: Tenant,
    errors: { not_found: 404, not_possible: 409 },
  },
  resume: {
    method: 'POST',
    path: '/tenants/:tenantId/resume',
    access: 'operator',
    summary: 'Lets a suspended organisation write again.',
    params: byTenant,
    reply: Tenant,
    errors: { not_found: 404, not_possible: 409 },
  },
  hosts: {
    method: 'GET',
    path: '/provisioning/hosts',
    access: 'service',
    summary:
      'Every host name and every short name with the organisation it leads to. They change with a wake of `tenants`. Without names when they are what `known` stands for.',
    query: T.Object({
      known: T.Optional(T.String({ maxLength: 32, description: 'The version of an earlier reply.' })),
    }),
    reply: T.Object({
      version: T.String(),
      names: T.Optional(NamesThatLead),
      bounds: T.String({ description: 'Another one as soon as anything has changed that bounds an organisation.' }),
    }),
  },
  tenantOf: {
    method: 'GET',
    path: '/provisioning/tenant-of',
    access: 'service',
    summary: 'Which organisation a host name or a short name leads to.',
    query: T.Object({
      host: T.Optional(T.String({ maxLength: 253 })),
      slug: T.Optional(T.String({ maxLength: 40 })),
    }),
    reply: T.Object({ tenant: T.Optional(T.String()) }),
  },
  names: {
    method: 'POST',
    path: '/provisioning/names',
    access: 'service',
    summary:
      'What organisations are called and where they are found, for whoever knows which ones a person belongs to.',
    body: T.Object({ tenants: T.Array(T.String({ maxLength: 70 }), { maxItems: 500 }) }),
    reply: T.Object({
      organisations: T.Array(T.Object({ tenant: T.String(), name: T.Optional(T.String()), url: Url })),
    }),
  },
})
