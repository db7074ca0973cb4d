import type { AuthCtx } from '../needs.ts'
import { baseOf, groupSchema, userSchema } from './resource.ts'

const schemas = 'urn:ietf:params:scim:schemas:core:2.0'
export const countMax = 200

/** What of SCIM there is (RFC 7643, section 5). */
export const configOf = (ctx: AuthCtx) => ({
  schemas: [`${schemas}:ServiceProviderConfig`],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: countMax },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: false },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'API key',
      description: 'A key of the organisation with the scope auth.scim, as Authorization: Bearer …',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${baseOf(ctx)}/ServiceProviderConfig` },
})

/** RFC 7643, section 6. */
export const resourceTypesOf = (ctx: AuthCtx) =>
  [
    { id: 'User', endpoint: '/Users', description: 'A person of the organisation.', schema: userSchema },
    { id: 'Group', endpoint: '/Groups', description: 'A role of the organisation.', schema: groupSchema },
  ].map((type) => ({
    schemas: [`${schemas}:ResourceType`],
    ...type,
    name: type.id,
    meta: { resourceType: 'ResourceType', location: `${baseOf(ctx)}/ResourceTypes/${type.id}` },
  }))

const attribute = (name: string, description: string, more: object = {}) => ({
  name,
  description,
  type: 'string',
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...more,
})
const readOnly = { mutability: 'readOnly' }

/** The attributes that are kept (RFC 7643, section 7). Others are taken and dropped. */
export const schemasOf = (ctx: AuthCtx) =>
  [
    {
      id: userSchema,
      name: 'User',
      description: 'A person of the organisation.',
      attributes: [
        attribute('userName', 'What the directory calls the person.', { required: true, uniqueness: 'server' }),
        attribute('externalId', 'Identifier in the directory.', { caseExact: true }),
        attribute('displayName', 'How the person is called.'),
        attribute('active', 'False ends all access to the organisation.', { type: 'boolean' }),
        attribute('name', 'Parts of the name.', {
          type: 'complex',
          subAttributes: [
            attribute('givenName', 'Given name.'),
            attribute('familyName', 'Family name.'),
            attribute('formatted', 'The whole name.'),
          ],
        }),
        attribute('emails', 'The primary address is kept.', {
          type: 'complex',
          multiValued: true,
          subAttributes: [
            attribute('value', 'E-mail address.'),
            attribute('type', 'Always work.', readOnly),
            attribute('primary', 'Always true.', { ...readOnly, type: 'boolean' }),
          ],
        }),
        attribute('groups', 'Roles the directory gave.', {
          ...readOnly,
          type: 'complex',
          multiValued: true,
          subAttributes: [attribute('value', 'Name of the role.', readOnly)],
        }),
      ],
    },
    {
      id: groupSchema,
      name: 'Group',
      description: 'A role of the organisation. People make roles; a directory gives and takes them.',
      attributes: [
        attribute('displayName', 'Name of the role.', readOnly),
        attribute('members', 'Who has it.', {
          type: 'complex',
          multiValued: true,
          subAttributes: [attribute('value', 'Id of a user.', { mutability: 'immutable', caseExact: true })],
        }),
      ],
    },
  ].map((schema) => ({
    schemas: [`${schemas}:Schema`],
    ...schema,
    meta: { resourceType: 'Schema', location: `${baseOf(ctx)}/Schemas/${schema.id}` },
  }))
