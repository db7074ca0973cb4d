import { Id, T } from '#platform/contract'

// Words that the parts of the contract share.
export const PersonId = Id('per')
export const SessionId = Id('ses')
export const Address = T.String({
  minLength: 3,
  maxLength: 320,
  pattern: '^[^\\s@]+@[^\\s@]+$',
  description: 'E-mail address. Compared in lower case.',
})
export const Password = T.String({
  minLength: 10,
  maxLength: 200,
  description:
    'At least 10 characters; any character counts, and no kind of them is demanded (NIST SP 800-63B). Refused when fewer than 8 letters and figures are left without the names of the product, the organisation and its host, and the address and name of the person.',
})
export const Token = T.String({ minLength: 1, maxLength: 200, description: 'The secret of the link in the mail.' })
export const Locale = T.String({ pattern: '^[a-z]{2}$', description: 'ISO 639-1.' })
export const Name = T.String({ maxLength: 200 })
export const Role = T.String({
  pattern: '^[a-z][a-z0-9-]{1,39}$',
  description: 'Name of a role: a standard one or one of the organisation.',
})
export const Permission = T.String({
  pattern: '^[a-z]+\\.[a-z-]+$',
  description: '`<service>.<verb>`, as the contracts declare it.',
})
export const Done = T.Object({ done: T.Boolean() })
export const closed = { additionalProperties: false }
