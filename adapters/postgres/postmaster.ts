import { readFile, stat, unlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'

/** What a running (or killed) server noted in its data directory. */
export type Postmaster = { pid: number; port: number; isReady: boolean }

/**
 * Reads `postmaster.pid`: line 1 process id, line 4 port, line 8 status (PostgreSQL source, `pidfile.h`).
 * Undefined when there is none or it is still being written.
 */
export async function readPostmaster(dataDirectory: string): Promise<Postmaster | undefined> {
  const path = join(dataDirectory, 'postmaster.pid')
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  if (text === '') {
    await removeEmptyPidFile(path)
    return undefined
  }
  const lines = text.split('\n')
  const pid = Number(lines[0])
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined
  return { pid, port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' }
}

// PostgreSQL refuses to start over an empty pid file and never removes it. It writes the file right after creating it, so one
// that is still empty after ten seconds belongs to a server that died in between.
async function removeEmptyPidFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found?.size === 0 && Date.now() - found.mtimeMs > 10_000) await unlink(path).catch(() => {})
}

/**
 * Whether the process is a postmaster of this data directory. A process id alone proves nothing: after a restart of the machine or
 * container the same number is somebody else. `cmdline` is readable for everyone (unlike `cwd`), and empty for a zombie.
 */
export async function isPostmasterOf(pid: number, dataDirectory: string): Promise<boolean> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  const [program = '', ...rest] = commandLine.split('\0')
  return program.endsWith('/postgres') && rest.includes(dataDirectory)
}

/** Whether any process has this id. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** Whether the TCP port can be bound on 127.0.0.1 now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)))
  })
}

/**
 * The remembered port when it is free, else another. Picked below 32768, where Linux starts to hand out ports for outgoing
 * connections: a port from there could be taken by any client the next time we start.
 */
export async function choosePort(remembered: number | undefined): Promise<number> {
  if (remembered && (await isPortFree(remembered))) return remembered
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = 15_000 + Math.floor(Math.random() * 17_000)
    if (await isPortFree(port)) return port
  }
  throw new Error('No free TCP port on 127.0.0.1 between 15000 and 32000 for the embedded PostgreSQL.')
}
