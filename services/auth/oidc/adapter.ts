import { createHash } from 'node:crypto'
import type { Adapter, AdapterPayload, errors as Errors } from 'oidc-provider'
import type { Db } from '#platform/database'
import { type Keyring, open, seal } from '#platform/envelope'
import type { AuthCtx } from '../needs.ts'
import { metadataOf } from './clients.ts'
import { sealContext } from './sealed.ts'
import * as store from './store.ts'

/** What the engine's memory of one tenant is built on. */
export type Memory = { db: Db; keyring: Keyring; tenant: string; now?: () => number }

export function memoryOf(ctx: AuthCtx): Memory {
  const { keyring } = ctx.adapters
  if (!keyring) throw new Error('The auth service needs the adapter "keyring": secrets are stored sealed.')
  return { db: ctx.db, keyring, tenant: ctx.tenant }
}

/** Name of a thing in the table. The engine's identifiers are its secrets, 256 random bits each: a plain hash hides them. */
export const hashOf = (id: string): string => createHash('sha256').update(id).digest('base64url')

const payloadContext = (tenant: string, model: string, idHash: string): string =>
  sealContext({ place: 'oidc_payloads', tenant, id: `${model} ${idHash}` })

// A second use of these is an attack or a broken client: nothing that came from them may live on.
const single = new Set(['AuthorizationCode', 'RefreshToken', 'DeviceCode'])

/** The engine's storage, on our tables. Everything it keeps survives a restart; nothing in it can be used by who reads the database. */
export function adapterFor(memory: Memory, errors: typeof Errors): (model: string) => Adapter {
  return (model) => (model === 'Client' ? clients(memory) : payloads(memory, model, errors))
}

/** Reads one payload back; undefined when there is none. */
export function openPayload(memory: Memory, model: string, row: store.StoredPayload | undefined) {
  if (!row) return undefined
  const text = open(memory.keyring, row.payload, payloadContext(memory.tenant, model, row.id_hash)).toString()
  const payload = JSON.parse(text) as AdapterPayload
  if (row.consumed_at) payload.consumed = Math.floor(row.consumed_at.getTime() / 1000)
  return payload
}

function payloads(memory: Memory, model: string, errors: typeof Errors): Adapter {
  const { db, keyring, tenant } = memory
  return {
    async upsert(id, payload, expiresIn) {
      const idHash = hashOf(id)
      await store.savePayload(db, {
        model,
        idHash,
        grantHash: payload.grantId && hashOf(payload.grantId),
        uidHash: model === 'Session' ? hashOf(payload.uid!) : undefined,
        userCodeHash: payload.userCode && hashOf(payload.userCode),
        clientId: payload.clientId,
        personId: payload.accountId,
        payload: seal(keyring, JSON.stringify(payload), payloadContext(tenant, model, idHash)),
        expiresAt: expiresIn ? new Date(Date.now() + expiresIn * 1000) : undefined,
      })
    },
    find: async (id) => openPayload(memory, model, await store.payloadById(db, model, hashOf(id))),
    findByUid: async (uid) => openPayload(memory, model, await store.payloadByUid(db, model, hashOf(uid))),
    findByUserCode: async (code) => openPayload(memory, model, await store.payloadByUserCode(db, model, hashOf(code))),
    async consume(id) {
      const idHash = hashOf(id)
      if ((await store.consumePayload(db, model, idHash)) || !single.has(model)) return
      // The engine saw it unused a moment ago: two requests came with it at once, and only one of them can be right.
      await store.removeFamilyOf(db, model, idHash)
      throw new errors.InvalidGrant('already used')
    },
    async destroy(id) {
      await store.removePayload(db, model, hashOf(id))
    },
    async revokeByGrantId(grantId) {
      await store.removeOfGrant(db, model, hashOf(grantId))
    },
  }
}

/** Clients come from their own table and are changed through our routes only. */
function clients({ db }: Memory): Adapter {
  const never = async () => {
    throw new Error('Clients are registered through the routes of the auth service.')
  }
  return {
    find: async (id) => {
      const row = await store.findClient(db, id)
      return row && (metadataOf(row) as AdapterPayload)
    },
    upsert: never,
    findByUid: never,
    findByUserCode: never,
    consume: never,
    destroy: never,
    revokeByGrantId: never,
  }
}
