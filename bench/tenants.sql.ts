// Seeds organisations as sign-up leaves them, so that ten thousand are there in seconds: row, host name, owner with a password, and requests of theirs.

/** The one password of all owners; its hash is made once, because ten thousand of argon2id would take minutes and measure nothing. */
export const password = 'a long enough passphrase'
export const hostOf = (n: number) => `bench-${n}.localhost`
export const ownerOf = (n: number) => `owner@bench-${n}.example.com`
export const tenantOf = (n: number) => `ten_bench${n}`

/** Statements to run in order as the owner of the tables. `requests` are already taken in, for each organisation. */
export const seed = (count: number, requests: number, phc: string): { text: string; values: unknown[] }[] => [
  {
    text: `insert into provisioning.tenants (tenant_id, slug, name, state, plan, is_enrolled)
      select 'ten_bench' || n, 'bench-' || n, 'Bench ' || n, 'active', 'standard', true from generate_series(1, $1::int) n`,
    values: [count],
  },
  {
    text: `insert into provisioning.hosts (host, tenant_id) select 'bench-' || n || '.localhost', 'ten_bench' || n from generate_series(1, $1::int) n`,
    values: [count],
  },
  {
    text: `insert into auth.people (id, name) select 'per_' || lpad(n::text, 26, '0'), 'Owner ' || n from generate_series(1, $1::int) n`,
    values: [count],
  },
  {
    text: `insert into auth.emails (address, person_id, confirmed_at)
      select 'owner@bench-' || n || '.example.com', 'per_' || lpad(n::text, 26, '0'), clock_timestamp() from generate_series(1, $1::int) n`,
    values: [count],
  },
  {
    text: `insert into auth.passwords (person_id, phc) select 'per_' || lpad(n::text, 26, '0'), $2 from generate_series(1, $1::int) n`,
    values: [count, phc],
  },
  {
    text: `insert into auth.memberships (tenant_id, person_id, role)
      select 'ten_bench' || n, 'per_' || lpad(n::text, 26, '0'), 'owner' from generate_series(1, $1::int) n`,
    values: [count],
  },
  {
    // Newest last, as time leaves them: the requests of one organisation lie between those of all others.
    text: `insert into submission.submissions (id, tenant_id, reference, status, submission_type, description, contact_type, contact_value, files, refused)
      select 'req_00' || lpad((r * $1::int + n)::text, 24, '0'), 'ten_bench' || n, 'SX-' || (r * $1::int + n), 'completed', 'text',
        repeat('A shop for mugs made by hand, with a basket and payment by card. ', 4), 'email', 'customer@example.com', '[]', '[]'
      from generate_series(1, $2::int) r, generate_series(1, $1::int) n`,
    values: [count, requests],
  },
  { text: 'vacuum (analyze)', values: [] },
]

/** Gives one organisation so many calls of the API a minute. */
export const limitCalls = (n: number, perMinute: number) => ({
  text: `update provisioning.tenants set limits = jsonb_build_object('apiPerMinute', $2::int) where tenant_id = $1`,
  values: [tenantOf(n), perMinute],
})
