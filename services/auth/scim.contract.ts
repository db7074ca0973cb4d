import { defineRoutes, type Route, T } from '#platform/contract'

const access = { user: 'auth.scim' } as const
const ScimId = T.Object({ scimId: T.String({ maxLength: 100, description: 'Person, or name of a role.' }) })
const Attributes = T.String({ maxLength: 1_000, description: 'Names of attributes, commas between them.' })
const Chosen = T.Object({ attributes: T.Optional(Attributes), excludedAttributes: T.Optional(Attributes) })
const Listed = T.Object({
  filter: T.Optional(T.String({ maxLength: 2_000, description: 'RFC 7644, section 3.4.2.2.' })),
  startIndex: T.Optional(T.Integer({ description: 'Counts from 1.' })),
  count: T.Optional(T.Integer({ description: 'At most 200 come at once.' })),
  attributes: T.Optional(Attributes),
  excludedAttributes: T.Optional(Attributes),
})
const User = T.Object({}, { additionalProperties: true, description: 'A User of RFC 7643.' })
const Group = T.Object(
  { displayName: T.Optional(T.Any()), members: T.Optional(T.Any()) },
  { additionalProperties: true, description: 'A Group of RFC 7643.' },
)
const Patch = T.Object(
  {
    Operations: T.Array(
      T.Object({ op: T.String(), path: T.Optional(T.String({ maxLength: 1_000 })), value: T.Optional(T.Any()) }),
      { maxItems: 1_000 },
    ),
  },
  { additionalProperties: true, description: 'A PatchOp of RFC 7644, section 3.5.2.' },
)
/** Refusals are SCIM errors (RFC 7644, section 3.12), but those of the door. */
const errors = {
  invalid: 400,
  last_owner: 409,
  uniqueness: 409,
  not_yours: 403,
  not_found: 404,
  quota_exceeded: 429,
} as const

const read = (path: string, summary: string, more: Pick<Route, 'params' | 'query'> = {}) =>
  ({ method: 'GET', path: `/scim/v2${path}`, at: 'root', access, summary, ...more, reply: 'stream', errors }) as const

/** Provisioning by the directory of an organisation: SCIM 2.0 (RFC 7643, RFC 7644), as `application/scim+json`. */
export const scimRoutes = defineRoutes({
  scimConfig: read('/ServiceProviderConfig', 'What of SCIM there is here.'),
  scimResourceTypes: read('/ResourceTypes', 'Users, and Groups, which are the roles of the organisation.'),
  scimResourceType: { ...read('/ResourceTypes/:scimId', 'One kind of resource.'), params: ScimId },
  scimSchemas: read('/Schemas', 'The attributes that are kept.'),
  scimSchema: { ...read('/Schemas/:scimId', 'The attributes of one kind of resource.'), params: ScimId },
  scimListUsers: { ...read('/Users', 'The people of the organisation.'), query: Listed },
  scimReadUser: { ...read('/Users/:scimId', 'A person of the organisation.'), params: ScimId, query: Chosen },
  scimCreateUser: {
    ...read(
      '/Users',
      'Tells of a person. Who is a member already is the same person; nobody else’s account is touched.',
    ),
    method: 'POST',
    body: User,
    status: 201,
  },
  scimReplaceUser: {
    ...read('/Users/:scimId', 'Describes a person anew.'),
    method: 'PUT',
    params: ScimId,
    body: User,
  },
  scimPatchUser: {
    ...read('/Users/:scimId', 'Changes what is told of a person; `active: false` ends their access at once.'),
    method: 'PATCH',
    params: ScimId,
    body: Patch,
  },
  scimDeleteUser: {
    ...read('/Users/:scimId', 'Takes a person out of the organisation.'),
    method: 'DELETE',
    params: ScimId,
    status: 204,
  },
  scimListGroups: { ...read('/Groups', 'The roles of the organisation with who has them.'), query: Listed },
  scimReadGroup: { ...read('/Groups/:scimId', 'A role with who has it.'), params: ScimId, query: Chosen },
  scimCreateGroup: {
    ...read('/Groups', 'Refused: people make roles, and a directory finds them by their name.'),
    method: 'POST',
    body: Group,
    status: 201,
  },
  scimReplaceGroup: {
    ...read('/Groups/:scimId', 'Says anew who has a role.'),
    method: 'PUT',
    params: ScimId,
    body: Group,
  },
  scimPatchGroup: {
    ...read('/Groups/:scimId', 'Gives and takes a role.'),
    method: 'PATCH',
    params: ScimId,
    body: Patch,
  },
  scimDeleteGroup: {
    ...read('/Groups/:scimId', 'Takes a role from everybody the directory gave it to. The role itself stays.'),
    method: 'DELETE',
    params: ScimId,
    status: 204,
  },
})
