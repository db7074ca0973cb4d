/** Path of the provider on every host. */
export const mountPath = '/oidc'

/** The origin a tenant's tokens are issued under. */
export { originAt as originOf } from '#platform/access'

export const issuerOf = (origin: string): string => `${origin}${mountPath}`

/** What a client names as `resource` to get tokens for our own API. */
export const apiResource = (origin: string): string => `${origin}/api`

/** Audience of such tokens. The tenant itself, not one of its host names, so that a token is worth the same at each of them and nothing elsewhere. */
export const apiAudience = (tenant: string): string => `urn:statex:${tenant}`
