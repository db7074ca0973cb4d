import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'

/** How to run PostgreSQL, which refuses to run as root. */
export type Account = {
  name: 'own' | 'mapped' | 'nobody'
  /** Words put before the program. */
  prefix: string[]
  /** Given to `spawn`. */
  uid?: number
  gid?: number
  /** Who owns the data directory, as Node sees it. */
  owner: { uid: number; gid: number }
}

// Fixed, so that nothing of our own environment (secrets, PGPORT, LD_PRELOAD) reaches the server.
const environment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin',
  LC_ALL: 'C',
}

/**
 * Accounts to try, best first. Not root: our own. Root: a user namespace in which we are somebody else while files stay ours, which
 * also works below a 0700 directory; where the kernel or container forbids that, `nobody`.
 */
export async function accountsToTry(): Promise<Account[]> {
  const owner = { uid: process.getuid!(), gid: process.getgid!() }
  const mapped = await mappedAccount(owner)
  const own: Account = { name: 'own', prefix: [], owner }
  if (owner.uid !== 0) return hasName() ? [own] : [mapped, own]
  return [mapped, await nobodyAccount()]
}

// initdb needs a name for its user id. Containers that run as an arbitrary number have none.
function hasName(): boolean {
  try {
    return userInfo().username !== ''
  } catch {
    return false
  }
}

async function passwordEntries(): Promise<{ name: string; uid: number; gid: number }[]> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '')
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
}

async function mappedAccount(owner: { uid: number; gid: number }): Promise<Account> {
  const entries = await passwordEntries()
  // 65534 would do, but inside a namespace every foreign file seems to belong to it.
  const as = entries.find((entry) => entry.uid === 1000) ?? entries.find((entry) => entry.uid > 0 && entry.uid < 65_534)
  const uid = as?.uid ?? 1000
  return { name: 'mapped', prefix: ['unshare', '--user', `--map-user=${uid}`, `--map-group=${uid}`], owner }
}

/** The account `nobody`: needs binaries and data in directories everybody may pass through. */
export async function nobodyAccount(): Promise<Account> {
  const entry = (await passwordEntries()).find(({ name }) => name === 'nobody')
  const owner = { uid: entry?.uid ?? 65_534, gid: entry?.gid ?? 65_534 }
  return { name: 'nobody', prefix: [], ...owner, owner }
}

/** Starts a program under the account, cut off from our environment. */
export function spawnAs(
  account: Account,
  command: string[],
  options: { stdio: ('ignore' | 'pipe' | number)[]; detached?: boolean; environment?: Record<string, string> },
) {
  const [program, ...args] = [...account.prefix, ...command]
  return spawn(program!, args, {
    cwd: '/',
    uid: account.uid,
    gid: account.gid,
    stdio: options.stdio,
    detached: options.detached,
    env: { ...environment, ...options.environment },
  })
}

/** Runs a program under the account to its end. `output` is what it wrote to both outputs, at most 64 KiB of it. */
export function runAs(account: Account, command: string[]): Promise<{ isOk: boolean; output: string }> {
  return new Promise((resolve) => {
    let output = ''
    const child = spawnAs(account, command, { stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-65_536)
      })
    }
    child.once('error', (error) => resolve({ isOk: false, output: error.message }))
    child.once('close', (code) => resolve({ isOk: code === 0, output }))
  })
}
