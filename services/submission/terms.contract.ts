import { Id, OneOf, type Static, T } from '#platform/contract'

// Words that the parts of the contract share.
export const contactTypes = ['email', 'telegram', 'whatsapp', 'linkedin', 'phone', 'webhook'] as const
export const statuses = ['received', 'processing', 'completed', 'partial', 'failed', 'cancelled'] as const
export const Status = OneOf(statuses, 'Derived from the outcome of the steps, never set by hope.')
export type Status = Static<typeof Status>
export const RequestId = Id('req')
export const ProjectId = Id('prj')

export const RequestFile = T.Object({
  id: Id('fil'),
  role: OneOf(['voice', 'file']),
  name: T.String({ description: 'Name as the customer gave it, path parts and control characters removed.' }),
  type: T.String({ description: 'Media type found in the bytes; a codec suffix is kept.' }),
  bytes: T.Integer({ minimum: 0 }),
  sha256: T.String({ pattern: '^[0-9a-f]{64}$' }),
})
export type RequestFile = Static<typeof RequestFile>
export const RefusedFile = T.Object({ name: T.String(), code: T.String(), reason: T.String() })
