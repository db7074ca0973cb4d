-- Ed25519 beside P-256 and RSA.
alter table oidc_clients drop constraint oidc_clients_id_token_algorithm_check;
alter table oidc_clients add constraint oidc_clients_id_token_algorithm_check check (id_token_algorithm in ('ES256', 'RS256', 'EdDSA'));
comment on column oidc_clients.id_token_algorithm is 'Signature of its ID tokens: ES256, EdDSA (Ed25519, RFC 8037), or RS256 for old libraries.';
alter table signing_keys drop constraint signing_keys_algorithm_check;
alter table signing_keys add constraint signing_keys_algorithm_check check (algorithm in ('ES256', 'RS256', 'EdDSA'));
comment on column signing_keys.algorithm is 'ES256, EdDSA (Ed25519), or RS256 for old libraries. One key of each signs.';
