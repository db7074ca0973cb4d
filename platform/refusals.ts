import type { IncomingMessage } from 'node:http'
import type { Identity } from './access.ts'
import type { Access } from './contract.ts'
import type { Database } from './database.ts'
import { newId } from './ids.ts'
import { insertRefusals, type RefusalRow } from './refusals.sql.ts'
import type { Actor, Log } from './service.ts'

const flushEveryMs = 1_000
/** Rows of one tenant between two flushes, so that noise of one neither fills the table nor crowds out another. Every refusal has its line in the log. */
const perTenantMax = 200
const tenantsMax = 1_000

/** What a refusal said. `about` is whom it is about, where that is not who asked. */
export type Refusing = { code: string; status: number; rule?: string; about?: string }
export type Answered = {
  identity?: Identity
  service: string
  method: string
  route: string
  status: number
  access?: Access
  /** Answered by this process; what another one answered, it notes itself. */
  isOurs: boolean
}
export type Refusals = {
  /** Notes the answer to a request when it refuses access. Never waits, never throws. */
  note(request: IncomingMessage, answered: Answered): void
  /** Resolves when what was noted is in the table. */
  flush(): Promise<void>
  close(): Promise<void>
}

const said = new WeakMap<IncomingMessage, Refusing>()
/** Keeps why a request is refused, until it has been answered. */
export const noteRefusal = (request: IncomingMessage, { code, status, rule, about }: Refusing): void =>
  void said.set(request, { code, status, rule, about })

/**
 * The log of refused access: a line for each at once, and a row for the people of the tenant, gathered for a second so that whoever tries a thousand
 * passwords costs no thousand commits. What is in neither: secrets, addresses of mail, and what was typed.
 */
export function openRefusals(database: Database, log: Log): Refusals {
  let rows = new Map<string, RefusalRow[]>()
  let dropped = 0
  let running: Promise<void> = Promise.resolve()
  const write = async () => {
    const gathered = [...rows.values()].flat()
    rows = new Map()
    if (dropped > 0) log.warn({ dropped }, 'refusals were too many for the table; their lines are in the log')
    dropped = 0
    if (gathered.length > 0) await database.owner.run(insertRefusals(gathered))
  }
  const flush = () => {
    running = running.then(write).catch((error) => log.warn({ err: error }, 'refusals were not kept in the table'))
    return running
  }
  const timer = setInterval(() => void (rows.size > 0 && flush()), flushEveryMs).unref()
  return {
    note(request, answered) {
      const row = rowOf(said.get(request), answered)
      if (!row) return
      const { id: _id, tenant, at: _at, ...fields } = row
      log.info({ tenant, ...fields }, 'refused')
      const own = rows.get(tenant) ?? []
      if (own.length >= perTenantMax || rows.size >= tenantsMax) return void dropped++
      rows.set(tenant, own)
      own.push(row)
    },
    flush,
    async close() {
      clearInterval(timer)
      await flush()
    },
  }
}

function rowOf(refusing: Refusing | undefined, answered: Answered): RefusalRow | undefined {
  const { identity, service, method, route, isOurs, access } = answered
  const { code, status, rule, about } = refusing ?? { ...bare(answered.status), rule: undefined, about: undefined }
  if (!identity || !(refusing || isOurs) || !isRefusal(status, rule, code, route)) return undefined
  const { tenant, trace, actor, client } = identity
  return {
    ...{ id: newId('rfs'), tenant, at: new Date().toISOString(), trace, service, method, route, status, code, rule },
    needs: typeof access === 'object' ? access.user : undefined,
    who: whoIs(actor),
    shown: identity.shown ?? identity.credential?.kind,
    about,
    address: client.address,
  }
}

const bare = (status: number) => ({ status, code: status === 401 ? 'unauthorised' : 'forbidden' })

/** 401 and 403; what is hidden behind a 404 because it is somebody else's; and who tries too often to sign in. */
function isRefusal(status: number, rule: string | undefined, code: string, route: string): boolean {
  if (status === 401 || status === 403 || rule !== undefined) return true
  return code === 'invalid_grant' || (status === 429 && /^\/(api\/auth|oidc)\//.test(route))
}

function whoIs(actor: Actor): string | undefined {
  if (actor.kind === 'public') return undefined
  if (actor.kind === 'holder') return actor.subject
  if (actor.kind === 'member') return actor.via === 'key' ? actor.credential : actor.id
  return actor.kind === 'service' ? actor.name : actor.kind
}
