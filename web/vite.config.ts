import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = 'http://127.0.0.1:8080'

/**
 * The content security policy allows nothing inline, so the build must not produce inline scripts, styles or `data:`
 * addresses: hence no preload polyfill and no inlined assets.
 */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), tailwindcss()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ['chrome123', 'firefox121', 'safari17.5'],
    reportCompressedSize: true,
  },
  server: {
    host: '127.0.0.1',
    port: 3000,
    proxy: { '/api': server, '/oidc': server, '/scim': server, '/prototypes': server, '/docs': server },
  },
})
