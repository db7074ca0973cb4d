import { defaultTenant } from '#platform/access'

/** Path of the provider on every host. */
export const mountPath = '/oidc'

/**
 * The origin a tenant's tokens are issued under. Other tenants are reached by host names of their own, and only those lead to them, so the name that was
 * asked for can be believed. The default tenant answers under any name: a name from a request must never become an issuer, so its own is the public address.
 */
export function originOf(publicUrl: string, tenant: string, hostName: string): string {
  const origin = new URL(publicUrl)
  if (tenant !== defaultTenant) origin.hostname = hostName
  return origin.origin
}

export const issuerOf = (origin: string): string => `${origin}${mountPath}`

/** What a client names as `resource` to get tokens for our own API. */
export const apiResource = (origin: string): string => `${origin}/api`

/** Audience of such tokens. The tenant itself, not one of its host names, so that a token is worth the same at each of them and nothing elsewhere. */
export const apiAudience = (tenant: string): string => `urn:statex:${tenant}`
