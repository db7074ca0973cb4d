import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { glob, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stampPath = join(root, 'web/dist/.stamp')

/** Hash over everything the bundle is made of: the sources' paths and bytes, and the exact dependencies. */
export async function sourceHash(folder: string): Promise<string> {
  const paths = ['package-lock.json']
  for await (const path of glob('web/**/*.{ts,tsx,css,html,json,js,svg,woff2,png}', {
    cwd: folder,
    exclude: ['web/dist/**'],
  }))
    if (!path.endsWith('.test.ts')) paths.push(path)
  const hash = createHash('sha256')
  for (const path of paths.sort())
    hash
      .update(`${path}\0`)
      .update(await readFile(join(folder, path)))
      .update('\0')
  return hash.digest('hex')
}

/** Runs Vite in a process of its own: loaded here, it would stay in the server's memory for good. */
function runVite(log: (line: string) => void): Promise<void> {
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const args = [vite, 'build', '-c', 'web/vite.config.ts', '--logLevel', 'info']
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const last: string[] = []
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      if (!line.trim()) return
      last.push(line)
      log(line)
    })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve()
      else
        reject(new Error(`The browser application could not be built (exit ${code}).\n${last.slice(-20).join('\n')}`))
    })
  })
}

/**
 * Builds `web/dist` unless it was built from exactly these sources. The stamp is written last, so a build that was killed midway is
 * repeated.
 *
 * @param options.log receives progress, one line each; nothing when the build is fresh
 * @returns `fresh` when nothing had to be done
 * @throws Error with the last lines of the build
 * @example await buildWebWhenStale({ log: console.log })
 */
export async function buildWebWhenStale({ log }: { log: (line: string) => void }): Promise<'fresh' | 'built'> {
  const hash = await sourceHash(root)
  const stamp = await readFile(stampPath, 'utf8').catch(() => '')
  if (stamp === hash) return 'fresh'
  log('Building the browser application …')
  await runVite(log)
  await writeFile(stampPath, hash)
  return 'built'
}
