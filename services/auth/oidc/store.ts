import { type Db, type Row, type Sql, sql } from '#platform/database'
import { owedBy } from '../factors/demanded.sql.ts'

/** What the engine keeps under one name, as the table has it: names are hashes, the content is sealed. */
export type PayloadRow = {
  model: string
  idHash: string
  grantHash?: string
  uidHash?: string
  userCodeHash?: string
  clientId?: string
  personId?: string
  payload: string
  expiresAt?: Date
}
export type StoredPayload = { id_hash: string; payload: string; consumed_at: Date | null }

export const savePayload = (db: Db, row: PayloadRow): Promise<number> =>
  db.run(sql`insert into oidc_payloads (model, id_hash, grant_hash, uid_hash, user_code_hash, client_id, person_id, payload, expires_at)
    values (${row.model}, ${row.idHash}, ${row.grantHash ?? null}, ${row.uidHash ?? null}, ${row.userCodeHash ?? null}, ${row.clientId ?? null},
      ${row.personId ?? null}, ${row.payload}, ${row.expiresAt ?? null})
    on conflict (tenant_id, model, id_hash) do update set grant_hash = excluded.grant_hash, uid_hash = excluded.uid_hash,
      user_code_hash = excluded.user_code_hash, client_id = excluded.client_id, person_id = excluded.person_id, payload = excluded.payload,
      expires_at = excluded.expires_at`)

const found = (db: Db, where: Sql) =>
  db.maybe<StoredPayload>(sql`select id_hash, payload, consumed_at from oidc_payloads where ${where}`)
export const payloadById = (db: Db, model: string, idHash: string) =>
  found(db, sql`model = ${model} and id_hash = ${idHash}`)
export const payloadByUid = (db: Db, model: string, uidHash: string) =>
  found(db, sql`model = ${model} and uid_hash = ${uidHash}`)
export const payloadByUserCode = (db: Db, model: string, hash: string) =>
  found(db, sql`model = ${model} and user_code_hash = ${hash}`)

/** False when somebody else used it first. */
export const consumePayload = async (db: Db, model: string, idHash: string): Promise<boolean> =>
  (await db.run(sql`update oidc_payloads set consumed_at = now()
    where model = ${model} and id_hash = ${idHash} and consumed_at is null`)) > 0

export const removePayload = (db: Db, model: string, idHash: string) =>
  db.run(sql`delete from oidc_payloads where model = ${model} and id_hash = ${idHash}`)

export const removeOfGrant = (db: Db, model: string, grantHash: string) =>
  db.run(sql`delete from oidc_payloads where model = ${model} and grant_hash = ${grantHash}`)

/** The whole family of one of its members: every code and token, and the grant itself. */
export const removeFamilyOf = (db: Db, model: string, idHash: string) =>
  db.run(sql`with member as (select grant_hash from oidc_payloads where model = ${model} and id_hash = ${idHash})
    delete from oidc_payloads p using member m
    where p.grant_hash = m.grant_hash or (p.model = 'Grant' and p.id_hash = m.grant_hash)`)

/** A grant lives as long as its tokens may; a day more, so that a late second use is still told apart from an unknown token. */
export const removeExpired = (db: Db) =>
  db.run(sql`delete from oidc_payloads where ctid = any(array(
    select ctid from oidc_payloads where expires_at < now() - interval '1 day' limit 1000))`)

const clientColumns = sql`id, name, kind, secret_hash, redirect_uris, post_logout_redirect_uris, backchannel_logout_uri, scopes, audiences,
  id_token_algorithm, asks_consent, created_by, created_at, secret_made_at`

export const insertClient = (db: Db, c: Row) =>
  db.one(sql`insert into oidc_clients (id, name, kind, secret_hash, redirect_uris, post_logout_redirect_uris, backchannel_logout_uri, scopes, audiences,
      id_token_algorithm, asks_consent, created_by, secret_made_at)
    values (${c.id}, ${c.name}, ${c.kind}, ${c.secretHash ?? null}, ${c.redirectUris}, ${c.postLogoutRedirectUris}, ${c.backchannelLogoutUri ?? null},
      ${c.scopes}, ${c.audiences}, ${c.idTokenAlgorithm}, ${c.asksConsent}, ${c.createdBy}, ${c.secretHash ? new Date() : null})
    returning ${clientColumns}`)

export const listClients = (db: Db) => db.many(sql`select ${clientColumns} from oidc_clients order by id`)
export const findClient = (db: Db, id: string) =>
  db.maybe(sql`select ${clientColumns} from oidc_clients where id = ${id}`)

export const replaceClientSecret = (db: Db, id: string, secretHash: string) =>
  db.maybe(sql`update oidc_clients set secret_hash = ${secretHash}, secret_made_at = now()
    where id = ${id} and secret_hash is not null returning ${clientColumns}`)

/** The client and everything it holds, in one statement. */
export const deleteClient = (db: Db, id: string) =>
  db.maybe(sql`with held as (delete from oidc_payloads where client_id = ${id})
    delete from oidc_clients where id = ${id} returning ${clientColumns}`)

/** A member of the bound organisation, with what their role may do and one confirmed address. */
export const findMember = (db: Db, personId: string): Promise<Row | undefined> =>
  db.maybe(sql`select p.id, p.name, p.locale, m.role, r.permissions, ${owedBy(sql`p.id`)} as owes,
      coalesce((select min(e.address) from emails e where e.person_id = p.id and e.confirmed_at is not null),
        (select min(l.address) from provider_links l where l.person_id = p.id)) as address
    from people p join memberships m on m.person_id = p.id left join roles r on r.name = m.role
    where p.id = ${personId} and p.state = 'active'`)

export type KeyRow = {
  id: string
  algorithm: 'ES256' | 'RS256' | 'EdDSA'
  private_key: string
  created_at: Date
  retired_at: Date | null
  gone_at: Date | null
}

/** Published keys, the signing ones first. */
export const publishedKeys = (db: Db) =>
  db.many<KeyRow>(sql`select id, algorithm, private_key, created_at, retired_at, gone_at from signing_keys
    where gone_at is null or gone_at > now() order by retired_at is not null, algorithm, id desc`)

/** Adds a key unless one of its kind signs already: several processes may find none at the same moment. */
export const insertKey = (db: Db, key: { id: string; algorithm: string; sealed: string }) =>
  db.run(sql`insert into signing_keys (id, algorithm, private_key) values (${key.id}, ${key.algorithm}, ${key.sealed})
    on conflict (tenant_id, algorithm) where retired_at is null do nothing`)

export const retireKeys = (db: Db, goneAt: Date) =>
  db.run(sql`update signing_keys set retired_at = now(), gone_at = ${goneAt} where retired_at is null`)

export const withdrawRetiredKeys = (db: Db) =>
  db.run(sql`update signing_keys set gone_at = now() where retired_at is not null and gone_at > now()`)

/** `id` is unique within the place and the tenant; all three are in the context of the seal. */
export type SealedText = { place: string; tenant: string; id: string; sealed: string }
/** Of tables with tenants by a function that sees all of them; those without a tenant can be asked as they are. */
export const sealedTexts = (db: Db, currentKey: string, rowsMax: number) =>
  db.many<SealedText>(sql`select place, tenant, id, sealed from sealed_texts(${currentKey}, ${rowsMax})
    union all select 'authenticators', '', person_id, secret from authenticators
      where secret not like 'sealed1.' || ${currentKey} || '.%' limit ${rowsMax}`)
export const replaceSealed = async (
  db: Db,
  { place, tenant, id, sealed }: SealedText,
  renewed: string,
): Promise<boolean> => {
  if (place === 'authenticators')
    return (
      (await db.run(
        sql`update authenticators set secret = ${renewed} where person_id = ${id} and secret = ${sealed}`,
      )) > 0
    )
  return (await db.one(sql`select replace_sealed(${place}, ${tenant}, ${id}, ${sealed}, ${renewed}) as done`)).done
}

/** Notes a proof of possession, and lets some go that cannot count any more. False when it came before. */
export const takeProof = async (db: Db, proofHash: string, keptS: number): Promise<boolean> =>
  (await db.run(sql`with gone as (delete from dpop_proofs where ctid = any(array(
      select ctid from dpop_proofs where expires_at < clock_timestamp() limit 20 for update skip locked)))
    insert into dpop_proofs (proof_hash, expires_at) values (${proofHash}, clock_timestamp() + make_interval(secs => ${keptS}))
    on conflict do nothing`)) > 0
