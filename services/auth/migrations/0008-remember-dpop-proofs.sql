create table dpop_proofs (
  tenant_id text not null,
  proof_hash text not null,
  expires_at timestamptz not null,
  primary key (tenant_id, proof_hash)
);
create index dpop_proofs_by_end on dpop_proofs (tenant_id, expires_at);
comment on table dpop_proofs is 'Proofs of possession that came with tokens (DPoP, RFC 9449), so that each counts once in all processes.';
comment on column dpop_proofs.tenant_id is 'Tenant at which it was shown.';
comment on column dpop_proofs.proof_hash is 'SHA-256 of the thumbprint of its key and of its name (jti), base64url.';
comment on column dpop_proofs.expires_at is 'It cannot count again by then. The row goes with a later proof of the tenant.';
