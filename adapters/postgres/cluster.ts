import { randomBytes, randomUUID } from 'node:crypto'
import {
  chmod,
  chown,
  link,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  unlink,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { runAs } from './account.ts'
import { isAlive } from './postmaster.ts'
import type { Programs } from './programs.ts'
import { superuser } from './server.sql.ts'

/** Our folder: `postgres/` the data directory, `postgres.json` password and last port, `postgres-start.log` words of the last start. */
export type Home = { directory: string; dataDirectory: string; password: string }

const majorVersion = '18'
type Remembered = { password: string; port?: number }

/** Creates the folder and the password when missing. Two parallel calls end up with the same password. */
export async function openHome(directory: string): Promise<Home> {
  await mkdir(directory, { recursive: true })
  // PostgreSQL resolves links itself and reports the real path.
  const real = await realpath(directory)
  const path = join(real, 'postgres.json')
  if (!(await stat(path).catch(() => undefined))) {
    const password = randomBytes(24).toString('base64url')
    const fresh = await writeFresh(path, { password })
    // link() refuses to replace: the first writer wins and both read the same password.
    await link(fresh, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    await unlink(fresh)
    await syncDirectory(real)
  }
  const { password } = await readRemembered(real)
  return { directory: real, dataDirectory: join(real, 'postgres'), password }
}

async function readRemembered(directory: string): Promise<Remembered> {
  return JSON.parse(await readFile(join(directory, 'postgres.json'), 'utf8'))
}

/** The port of the last start. */
export async function rememberedPort(home: Home): Promise<number | undefined> {
  return (await readRemembered(home.directory)).port
}

export async function rememberPort(home: Home, port: number): Promise<void> {
  const known = await readRemembered(home.directory)
  if (known.port === port) return
  const path = join(home.directory, 'postgres.json')
  await rename(await writeFresh(path, { ...known, port }), path)
  await syncDirectory(home.directory)
}

async function writeFresh(path: string, content: Remembered): Promise<string> {
  const fresh = `${path}.${randomUUID()}`
  await writeFile(fresh, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: 'wx', flush: true })
  return fresh
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes the data directory when there is none, and sees to it that the account may use it. The server must not be running. */
export async function ensureCluster(home: Home, programs: Programs): Promise<void> {
  await removeAbandonedScratch(home)
  let version = await versionOf(home)
  if (version === undefined) {
    await initialise(home, programs)
    version = await versionOf(home)
  }
  if (version !== majorVersion)
    throw new Error(
      `${home.dataDirectory} was made by PostgreSQL ${version} and this release brings ${majorVersion}. ` +
        'Dump it with the release that made it, move the directory away, start, and restore the dump.',
    )
  await ensureOwner(home, programs)
}

async function versionOf(home: Home): Promise<string | undefined> {
  const text = await readFile(join(home.dataDirectory, 'PG_VERSION'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return text?.trim()
}

/**
 * Runs initdb in a scratch folder beside the data directory and moves the finished cluster into place, because an initdb that is
 * killed leaves a directory that can neither be used nor initialised again.
 */
async function initialise(home: Home, { account, initdb }: Programs): Promise<void> {
  const scratch = await mkdtemp(join(home.directory, `postgres.init-${process.pid}-`))
  try {
    const cluster = join(scratch, 'cluster')
    const passwordFile = join(scratch, 'password')
    await writeFile(passwordFile, `${home.password}\n`, { mode: 0o600 })
    await chown(passwordFile, account.owner.uid, account.owner.gid)
    await chown(scratch, account.owner.uid, account.owner.gid)
    const run = (characterType: string) =>
      runAs(account, [
        ...[initdb, '--no-instructions', `--pgdata=${cluster}`, `--username=${superuser}`, `--pwfile=${passwordFile}`],
        ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', `--lc-ctype=${characterType}`],
        // The built-in provider sorts the same on every machine, so a new libc cannot corrupt indexes.
        ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      ])
    let result = await run('C.UTF-8')
    // Word splitting in full-text search follows lc_ctype. A few distributions lack C.UTF-8; plain C still knows ASCII.
    if (!result.isOk && /invalid locale name/.test(result.output)) result = await run('C')
    if (!result.isOk) throw new Error(`initdb could not create the database: ${result.output.trim()}`)
    await chmod(cluster, 0o700)
    await rename(cluster, home.dataDirectory).catch(async (error) => {
      // A parallel start was quicker, with the same password; or somebody's files are in the way.
      if ((await versionOf(home)) === undefined) throw error
    })
    await syncDirectory(home.directory)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

// The initdb of a Node that was killed may still be writing there: then removal can fail, which is no reason not to start, and the
// next launch tries again.
async function removeAbandonedScratch(home: Home): Promise<void> {
  for (const name of await readdir(home.directory)) {
    const pid = /^postgres\.init-(\d+)-/.exec(name)?.[1]
    if (!pid || isAlive(Number(pid))) continue
    const path = join(home.directory, name)
    await rm(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 50 }).catch(() => {})
  }
}

// The account can change between two starts, for instance when a container no longer allows user namespaces.
async function ensureOwner(home: Home, { account }: Programs): Promise<void> {
  const { uid } = await stat(home.dataDirectory)
  if (uid === account.owner.uid) return
  if (process.getuid!() !== 0)
    throw new Error(`${home.dataDirectory} belongs to user ${uid}; start StateX as that user or change the owner.`)
  const own = { name: 'own' as const, prefix: [], owner: { uid: 0, gid: 0 } }
  const owner = `${account.owner.uid}:${account.owner.gid}`
  const result = await runAs(own, ['chown', '-R', '-h', owner, home.dataDirectory])
  if (!result.isOk) throw new Error(`Cannot hand ${home.dataDirectory} to user ${owner}: ${result.output.trim()}`)
}
