import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { StoredFile } from './store.ts'

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const size = { width: 1_280, height: 960 }
const previewWidth = 640
const timeoutMs = 20_000
/** Pictures that may wait for their turn; one is taken at a time, because a browser is heavier than all the rest of a request. */
const waitingMax = 4

/** The browser that takes the pictures: the one named in the settings, else one of the usual places; undefined when there is none. */
export const browserAt = (configured: string | undefined): string | undefined =>
  configured ? configured : usual.find((path) => existsSync(path))

let last: Promise<unknown> = Promise.resolve()
let waiting = 0

/** The first page of a site as a WebP picture of 640 pixels. Undefined when too many wait already, or the browser fails. */
export async function pictureOf(files: StoredFile[], browser: string): Promise<Buffer | undefined> {
  if (waiting >= waitingMax) return undefined
  waiting += 1
  const turn = last.then(() => shoot(files, browser)).catch(() => undefined)
  last = turn
  try {
    return await turn
  } finally {
    waiting -= 1
  }
}

async function shoot(files: StoredFile[], browser: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'statex-picture-'))
  try {
    for (const { path, content } of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), content)
    }
    const target = join(folder, 'picture.png')
    await run(browser, [
      '--headless',
      // The browser's own sandbox does not run as root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--hide-scrollbars',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Nothing outside can be reached, whatever a pack tries.
      '--host-resolver-rules=MAP * ~NOTFOUND',
      `--user-data-dir=${join(folder, 'profile')}`,
      `--window-size=${size.width},${size.height}`,
      `--screenshot=${target}`,
      pathToFileURL(join(folder, 'index.html')).href,
    ])
    const { default: sharp } = await import('sharp')
    return await sharp(await readFile(target))
      .resize({ width: previewWidth })
      .webp({ quality: 78 })
      .toBuffer()
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

function run(browser: string, options: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(browser, options, { stdio: 'ignore', env: {}, timeout: timeoutMs, killSignal: 'SIGKILL' })
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`The browser ended with ${signal ?? code}.`)),
    )
  })
}
