/**
 * Settings of the embedded server, given on its command line so that an existing data directory follows a new release.
 * Tuned for one small box: few processes, little memory, every commit on disk before it is acknowledged.
 * Names and units as in the PostgreSQL 18 manual, chapter "Server Configuration".
 */
export const serverSettings: Readonly<Record<string, string>> = {
  // Reachable only through loopback with the password: no socket file, so no "peer" or "trust" way in.
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  // A command-line setting beats ALTER SYSTEM silently; refusing it says so.
  allow_alter_system: 'off',

  // Durability: never traded for speed.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // "minimal" would write less but forbids pg_backup_start, and so every backup of a running server.
  wal_level: 'replica',
  max_wal_senders: '0',
  max_replication_slots: '0',
  // After a checkpoint each page that is touched is logged whole. Indexes that begin with the tenant are touched in a page for each of them: a quarter of the bytes.
  wal_compression: 'pglz',
  wal_buffers: '4MB',
  min_wal_size: '48MB',
  // Bounds the disk space and the time a restart after a crash needs.
  max_wal_size: '512MB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',

  shared_buffers: '32MB',
  effective_cache_size: '512MB',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  huge_pages: 'off',
  random_page_cost: '1.1',
  jit: 'off',

  // "worker" (the default of 18) keeps three more processes alive for reads we hardly make.
  io_method: 'sync',
  max_worker_processes: '2',
  max_parallel_workers: '2',
  max_parallel_workers_per_gather: '1',
  max_parallel_maintenance_workers: '1',
  // 0 also saves the logical replication launcher process.
  max_logical_replication_workers: '0',
  autovacuum: 'on',
  autovacuum_worker_slots: '3',
  autovacuum_max_workers: '2',
  // Task and event tables turn over quickly; their dead rows should not wait a minute.
  autovacuum_naptime: '30s',

  // A client killed while its statement runs would otherwise keep its locks until the statement ends.
  client_connection_check_interval: '2s',

  // One file per weekday, each overwritten a week later.
  logging_collector: 'on',
  log_directory: 'log',
  log_filename: 'postgresql-%a.log',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  log_truncate_on_rotation: 'on',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] %q%u@%d %a ',
  // Without DETAIL, which repeats the values of the refused row: what customers wrote stays out of the log.
  log_error_verbosity: 'terse',
  log_timezone: 'UTC',
  timezone: 'UTC',
}
