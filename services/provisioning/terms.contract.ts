import { OneOf, type Static, T } from '#platform/contract'

// Words that the parts of the contract share.
export const TenantId = T.String({
  pattern: '^ten_[a-z0-9]{1,40}$',
  description: 'Identifier of an organisation: `ten_` and letters or digits.',
})

export const Slug = T.String({
  pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
  minLength: 3,
  maxLength: 40,
  description: 'Short name in addresses: lower-case letters and digits, parts joined by single hyphens (RFC 1123).',
})

export const HostName = T.String({
  pattern: '^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$',
  description: 'Host name without a port, in lower case.',
})

export const TenantState = OneOf(
  ['preparing', 'active', 'suspended', 'closing'],
  'suspended and closing are read-only.',
)
export type TenantState = Static<typeof TenantState>

export const Url = T.Optional(
  T.String({ description: 'Where the organisation is found; absent: at the address of the installation.' }),
)

export const none = T.Object({})
export const unknown = { not_found: 404 } as const
