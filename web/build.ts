import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { glob, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'web/dist')
const scratch = join(root, 'node_modules/.cache')

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
function runVite(outDir: string, log: (line: string) => void): Promise<void> {
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const args = [vite, 'build', '-c', 'web/vite.config.ts', '--outDir', outDir, '--emptyOutDir']
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

/** Puts a finished build in the place of the old one. A second builder may have been quicker: then its build is replaced as well. */
async function putInPlace(built: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await rm(dist, { recursive: true, force: true })
    try {
      return await rename(built, dist)
    } catch (error) {
      if (attempt === 5) throw error
    }
  }
}

/**
 * Builds `web/dist` unless it was built from exactly these sources. The build is made elsewhere and moved into place with its stamp,
 * so one that is killed midway leaves the old one, and two at once do not mix.
 *
 * @param options.log receives progress, one line each; nothing when the build is fresh
 * @returns `fresh` when nothing had to be done
 * @throws Error with the last lines of the build
 * @example await buildWebWhenStale({ log: console.log })
 */
export async function buildWebWhenStale({ log }: { log: (line: string) => void }): Promise<'fresh' | 'built'> {
  const hash = await sourceHash(root)
  const stamp = await readFile(join(dist, '.stamp'), 'utf8').catch(() => '')
  if (stamp === hash) return 'fresh'
  log('Building the browser application …')
  await mkdir(scratch, { recursive: true })
  const folder = await mkdtemp(join(scratch, 'statex-web-'))
  try {
    await runVite(join(folder, 'dist'), log)
    await writeFile(join(folder, 'dist/.stamp'), hash)
    await putInPlace(join(folder, 'dist'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return 'built'
}
