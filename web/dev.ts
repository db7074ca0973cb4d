// npm run dev: the server restarts when its files change, and Vite serves the pages with hot reload on port 3000.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'
import { environment } from '#platform/config'

const root = fileURLToPath(new URL('..', import.meta.url))
const env = environment()
const { HOST: host = '127.0.0.1', PORT: port = '8080' } = env
const server = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`

// A process group of its own: Ctrl-C would otherwise reach the server twice, from the terminal and from its watcher, and twice means "at once".
const watcher = spawn(
  process.execPath,
  ['--import', './platform/guard.mjs', '--watch', '--watch-preserve-output', 'main.ts'],
  {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
    // Set, so that a taken port is an error and not the next free one: the pages below ask this address.
    env: { ...(env as NodeJS.ProcessEnv), PORT: port },
  },
)
const vite = await createServer({
  configFile: fileURLToPath(new URL('vite.config.ts', import.meta.url)),
  server: { proxy: { '/api': server, '/oidc': server, '/scim': server, '/prototypes': server, '/docs': server } },
})
await vite.listen()
vite.printUrls()

// Vite ends this process on SIGTERM by itself, so the server is told whatever the reason; it finishes its work on its own.
process.once('exit', () => void watcher.kill('SIGTERM'))
process.once('SIGINT', async () => {
  await vite.close()
  watcher.kill('SIGTERM')
})
watcher.once('exit', (code) => process.exit(code ?? 0))
