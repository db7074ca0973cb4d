import { hostNameOf } from '#platform/access'
import type { Row } from '#platform/database'
import type { AuthCtx } from '../needs.ts'
import { originOf } from '../oidc/issuer.ts'

const schemas = 'urn:ietf:params:scim:schemas:core:2.0'
const messages = 'urn:ietf:params:scim:api:messages:2.0'
export const userSchema = `${schemas}:User`
export const groupSchema = `${schemas}:Group`

/** Address of all resources of an organisation. */
export const baseOf = (ctx: AuthCtx): string =>
  `${originOf(ctx.publicUrl, ctx.tenant, hostNameOf({ host: ctx.client?.host }))}/scim/v2`

export type Resource = Record<string, unknown> & { id: string }
const meta = (resourceType: string, location: string, row: Row = {}) => ({
  resourceType,
  location,
  ...(row.created_at && { created: row.created_at.toISOString(), lastModified: row.changed_at.toISOString() }),
})

/** A person as RFC 7643 (4.1) has them. */
export function toUser(ctx: AuthCtx, row: Row): Resource {
  const base = baseOf(ctx)
  const name = {
    ...(row.given_name && { givenName: row.given_name }),
    ...(row.family_name && { familyName: row.family_name }),
    formatted: [row.given_name, row.family_name].filter(Boolean).join(' ') || row.display_name,
  }
  return {
    schemas: [userSchema],
    id: row.id,
    ...(row.external_id && { externalId: row.external_id }),
    userName: row.user_name,
    ...(name.formatted && { name }),
    ...(row.display_name && { displayName: row.display_name }),
    ...(row.address && { emails: [{ value: row.address, type: 'work', primary: true }] }),
    active: row.is_active,
    groups: row.groups.map((role: string) => ({ value: role, display: role, $ref: `${base}/Groups/${role}` })),
    meta: meta('User', `${base}/Users/${row.id}`, row),
  }
}

/** A role with who has it, as RFC 7643 (4.2) has groups. */
export function toGroup(ctx: AuthCtx, role: string, members: Row[]): Resource {
  const base = baseOf(ctx)
  return {
    schemas: [groupSchema],
    id: role,
    displayName: role,
    members: members.map((row) => ({
      value: row.id,
      display: row.display_name || row.user_name,
      type: 'User',
      $ref: `${base}/Users/${row.id}`,
    })),
    meta: meta('Group', `${base}/Groups/${role}`),
  }
}

export const toList = (resources: unknown[], total: number, startIndex = 1) => ({
  schemas: [`${messages}:ListResponse`],
  totalResults: total,
  startIndex,
  itemsPerPage: resources.length,
  Resources: resources,
})

export const toError = (status: number, detail: string, scimType?: string) => ({
  schemas: [`${messages}:Error`],
  status: String(status),
  ...(scimType && { scimType }),
  detail,
})

type Chosen = { attributes?: string; excludedAttributes?: string }

/** Only the attributes that were asked for (RFC 7644, 3.9). Id and schemas always come. */
export function chosen<R extends Record<string, unknown>>(resource: R, { attributes, excludedAttributes }: Chosen) {
  const topOf = (text: string) => text.split(',').map((name) => name.trim().split('.')[0]!.toLowerCase())
  const always = ['id', 'schemas']
  const isKept = (name: string) => {
    if (always.includes(name)) return true
    if (attributes) return topOf(attributes).includes(name.toLowerCase())
    return !excludedAttributes || !topOf(excludedAttributes).includes(name.toLowerCase())
  }
  return Object.fromEntries(Object.entries(resource).filter(([name]) => isKept(name)))
}
