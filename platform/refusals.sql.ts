import { type Sql, sql } from './database.ts'

/** One refused access. `at` is ISO 8601. */
export type RefusalRow = {
  id: string
  tenant: string
  at: string
  trace: string
  service: string
  method: string
  route: string
  status: number
  code: string
  rule?: string
  needs?: string
  who?: string
  shown?: string
  about?: string
  address: string
}

export const createRefusals = `
create table statex.refusals (
  id text primary key,
  tenant_id text not null,
  at timestamptz not null,
  trace text not null,
  service text not null,
  method text not null,
  route text not null,
  status integer not null,
  code text not null,
  rule text,
  needs text,
  who text,
  shown text,
  about text,
  address text not null
);
create index refusals_by_tenant on statex.refusals (tenant_id, id);
create index refusals_by_time on statex.refusals (at);
comment on table statex.refusals is 'Refused access, for the people of the tenant: who asked for what, and why they did not get it. No secrets, no addresses of mail, nothing that was typed.';
comment on column statex.refusals.id is 'Identifier, rfs_ and 26 characters that sort by time.';
comment on column statex.refusals.tenant_id is 'Tenant at which it was asked.';
comment on column statex.refusals.at is 'When it was answered.';
comment on column statex.refusals.trace is 'W3C trace id: the answer and the lines of the log have it too.';
comment on column statex.refusals.service is 'Service whose route it was.';
comment on column statex.refusals.method is 'HTTP method.';
comment on column statex.refusals.route is 'Path of the route, with the names of its parameters and not what stood in them.';
comment on column statex.refusals.status is 'HTTP status of the answer: 404 where the answer does not say that there is something.';
comment on column statex.refusals.code is 'Code of the answer.';
comment on column statex.refusals.rule is 'Rule that spoke, where the policy refused.';
comment on column statex.refusals.needs is 'Permission that the route asks for.';
comment on column statex.refusals.who is 'Who asked: a person, a key, an application, the request whose secret was shown; null for nobody.';
comment on column statex.refusals.shown is 'What was shown: session, key or token; null for nothing of these.';
comment on column statex.refusals.about is 'Member whose sign-in it was to be, or application; null when it is nobody of the tenant.';
comment on column statex.refusals.address is 'Network address it came from. Personal.';
`

export const insertRefusals = (rows: RefusalRow[]): Sql => sql`
  insert into statex.refusals (id, tenant_id, at, trace, service, method, route, status, code, rule, needs, who, shown, about, address)
  select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, tenant text, at timestamptz, trace text, service text, method text,
    route text, status integer, code text, rule text, needs text, who text, shown text, about text, address text)`

/** Refusals of a tenant, the newest first; older than the one named `before`. */
export const findRefusals = (
  tenant: string,
  asked: { before?: string; code?: string; who?: string; limit: number },
): Sql => sql`
  select * from statex.refusals where tenant_id = ${tenant} and (${asked.before ?? null}::text is null or id < ${asked.before ?? null})
    and (${asked.code ?? null}::text is null or code = ${asked.code ?? null})
    and (${asked.who ?? null}::text is null or ${asked.who ?? null} in (who, about))
  order by id desc limit ${asked.limit}`

export const deleteOldRefusals = (days: number, rowsMax: number): Sql => sql`
  delete from statex.refusals where id = any(array(
    select id from statex.refusals where at < now() - make_interval(days => ${days}) order by at limit ${rowsMax}))`
