import { defineRoutes, Id, OneOf, type Static, T, Time } from '#platform/contract'
import { Tenant } from './tenants.contract.ts'
import { unknown } from './terms.contract.ts'

export const ExportId = Id('exp')

export const Export = T.Object({
  id: ExportId,
  state: OneOf(['running', 'ready', 'failed', 'expired']),
  createdAt: Time,
  bytes: T.Optional(T.Integer()),
  sha256: T.Optional(T.String({ description: 'SHA-256 of the archive, in hexadecimal.' })),
  rows: T.Optional(T.Integer()),
  files: T.Optional(T.Integer()),
  expiresAt: T.Optional(Time),
  reason: T.Optional(T.String()),
})
export type Export = Static<typeof Export>
export const ErasureId = Id('era')
export const Erased = T.Object({ table: T.String(), rows: T.Integer() })

/** Says what was erased. `signature` is Ed25519 (RFC 8032) over the JSON text of `receipt`, base64url. */
export const Receipt = T.Object({
  erasure: ErasureId,
  tenant: T.String(),
  askedAt: Time,
  erasedAt: Time,
  tables: T.Array(Erased),
  rows: T.Integer(),
  files: T.Object({ count: T.Integer(), bytes: T.Integer() }),
  people: T.Integer({ description: 'Accounts of people who belonged to no other organisation.' }),
  passes: T.Integer({ description: 'How often everything was searched, until twice in a row nothing was left.' }),
  left: T.Array(Erased, { description: 'Tables without tenants in which the identifier still stands.' }),
  beyond: T.Array(T.String(), { description: 'What this installation cannot erase.' }),
})
export type Receipt = Static<typeof Receipt>

export const Erasure = T.Object({
  id: ErasureId,
  state: OneOf(['waiting', 'erasing', 'done', 'cancelled']),
  askedAt: Time,
  dueAt: Time,
  receipt: T.Optional(T.String({ description: 'The receipt as JSON text, as it was signed.' })),
  signature: T.Optional(T.String()),
})
export type Erasure = Static<typeof Erasure>

const Asked = T.Object({
  ...Erasure.properties,
  token: T.String({ description: 'Opens the erasure and its receipt when the organisation is gone.' }),
  link: T.String(),
})

const byExport = T.Object({ exportId: ExportId })

/** Taking everything along, and leaving for good. */
export const leavingRoutes = defineRoutes({
  startExport: {
    method: 'POST',
    path: '/tenant/exports',
    access: { user: 'provisioning.export' },
    stepUp: true,
    summary: 'Makes an archive of every row and file of the organisation.',
    reply: Export,
    status: 202,
    errors: { still_running: 409 },
  },
  listExports: {
    method: 'GET',
    path: '/tenant/exports',
    access: { user: 'provisioning.export' },
    summary: 'Lists the archives, newest first.',
    reply: T.Object({ exports: T.Array(Export) }),
  },
  download: {
    method: 'GET',
    path: '/tenant/exports/:exportId/archive',
    access: { user: 'provisioning.export' },
    summary: 'The archive (ZIP) with its manifest and the SHA-256 of each row and file. Ranges supported.',
    params: byExport,
    reply: 'stream',
    errors: { not_found: 404, expired: 410, still_running: 409 },
  },
  close: {
    method: 'POST',
    path: '/tenant/close',
    access: { user: 'provisioning.close' },
    stepUp: true,
    summary: 'Asks for the erasure of the organisation and all it has, after a time in which it can be taken back.',
    body: T.Object(
      {
        confirm: T.String({
          minLength: 1,
          maxLength: 40,
          description: 'The short name of the organisation, written out.',
        }),
      },
      { additionalProperties: false },
    ),
    reply: Asked,
    status: 202,
    errors: { not_confirmed: 422, not_possible: 409 },
  },
  keep: {
    method: 'POST',
    path: '/tenant/keep',
    access: { user: 'provisioning.close' },
    summary: 'Takes the erasure back, as long as it has not begun.',
    reply: Tenant,
    errors: { not_possible: 409 },
  },
  erasure: {
    method: 'GET',
    path: '/erasures/:erasureId',
    access: 'user',
    subject: 'erasureId',
    summary: 'An erasure and, when it is done, its signed receipt.',
    params: T.Object({ erasureId: ErasureId }),
    reply: Erasure,
    errors: unknown,
  },
  erasureKey: {
    method: 'GET',
    path: '/erasure-key',
    access: 'public',
    summary: 'The public key that receipts of erasures are signed with, as a JSON Web Key (RFC 8037).',
    reply: T.Object({ kty: T.String(), crv: T.String(), x: T.String(), use: T.String(), alg: T.String() }),
  },
})
