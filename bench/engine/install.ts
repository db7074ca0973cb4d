// The peers are no part of the platform: they are installed when this benchmark is asked for, exactly as peers/package-lock.json says.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { environment } from '#platform/config'

const folder = join(import.meta.dirname, 'peers')
const read = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8'))

/** Exact versions by package name. */
export const peerVersions = (): Record<string, string> => read('package.json').dependencies

const isInstalled = () =>
  Object.entries(peerVersions()).every(
    ([name, version]) =>
      existsSync(join(folder, 'node_modules', name, 'package.json')) &&
      read(`node_modules/${name}/package.json`).version === version,
  )

/** Installs the peers unless they are there. Gives what went wrong; the peers then cannot run, and the rest can. */
export function installPeers(): string | undefined {
  if (isInstalled()) return undefined
  console.log(
    'Installing the peers: npm ci --ignore-scripts in bench/engine/peers (about 270 MB, most of it the Restate server) …',
  )
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund']
  // Not the bare environment of what is measured: it may name the proxy and certificates through which npm reaches its registry.
  const { status, stderr, error } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8', env: environment() })
  return status === 0 ? undefined : `npm ci failed: ${(error?.message ?? stderr).trim().slice(-500)}`
}
