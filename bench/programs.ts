// Programs of others that the intake benchmark needs: found, installed by apt-get when we are root, or named as missing.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { bareEnvironment } from './server.ts'

/** A program and the Debian packages it comes with. */
type Program = { name: string; packages: string[]; find(): string | undefined }

const runs = (command: string, ...args: string[]) =>
  spawnSync(command, args, { stdio: 'ignore', env: bareEnvironment }).status === 0

// Debian's wrapper `pgbench` picks a version by itself, which fails without a cluster; the real one lies here.
function findPgbench(): string | undefined {
  let versions: string[] = []
  try {
    versions = readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a))
  } catch {}
  const paths = [...versions.map((version) => `/usr/lib/postgresql/${version}/bin/pgbench`), 'pgbench']
  return paths.find((path) => runs(path, '--version'))
}

const findIn = (name: string) =>
  ['/usr/bin', '/usr/local/bin'].map((folder) => `${folder}/${name}`).find((path) => existsSync(path))
const python = '/usr/bin/python3'
export const programs = {
  // wrk has no option that ends it well without a server; -v prints the version and ends with 1.
  wrk: { name: 'wrk', packages: ['wrk'], find: () => (runs('which', 'wrk') ? 'wrk' : undefined) },
  pgbench: { name: 'pgbench', packages: ['postgresql-contrib'], find: findPgbench },
  fastapi: {
    name: 'FastAPI on uvicorn with asyncpg',
    packages: ['python3-fastapi', 'python3-uvicorn', 'python3-asyncpg', 'python3-uvloop', 'python3-httptools'],
    find: () => (runs(python, '-c', 'import fastapi, uvicorn, asyncpg, uvloop, httptools') ? python : undefined),
  },
  pdftotext: { name: 'pdftotext', packages: ['poppler-utils'], find: () => findIn('pdftotext') },
  tesseract: { name: 'tesseract', packages: ['tesseract-ocr'], find: () => findIn('tesseract') },
  pocketsphinx: {
    name: 'pocketsphinx_batch',
    packages: ['pocketsphinx', 'pocketsphinx-en-us'],
    find: () => findIn('pocketsphinx_batch'),
  },
  ffmpeg: { name: 'ffmpeg', packages: ['ffmpeg'], find: () => findIn('ffmpeg') },
  flite: { name: 'flite', packages: ['flite'], find: () => findIn('flite') },
} satisfies Record<string, Program>

/** Where the program is; undefined when it is missing and cannot be installed. */
export function obtain(program: Program): string | undefined {
  const found = program.find()
  if (found || process.getuid?.() !== 0) return found
  console.log(`Installing ${program.packages.join(', ')} …`)
  const installed = ['update', `install -y -q ${program.packages.join(' ')}`].every(
    (args) => spawnSync('apt-get', args.split(' '), { stdio: 'ignore' }).status === 0,
  )
  return installed ? program.find() : undefined
}

/** What a program prints. @throws with what it said when it fails */
export async function output(command: string, args: string[], env: Record<string, string> = {}): Promise<string> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...bareEnvironment, ...env },
  })
  let text = ''
  let errors = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const status = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${errors.slice(-2_000)}`)
  return text
}
