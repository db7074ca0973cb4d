/**
 * Builds a static site from a template and the customer's own words, and serves it in a sandbox.
 *
 * A site is made once per task and never changed: quotes and labels become slot values, each with its place in the input; the pack's pages
 * turn them into HTML; pages, assets and a manifest are stored together. Whoever holds the secret address may look at it and download it.
 * A version is changed by plain sentences (rules read them, a language model what the rules do not, where one is configured) or rolled back, which each makes the next version; the free ones are counted in the database. What is sent
 * by its forms goes into its own inbox, which the holder of the request reads.
 */
import { prototype } from '#contracts/prototype'
import { defineService } from '#platform/service'
import { needs } from './needs.ts'
import { diff } from './routes/diff.ts'
import { inbox } from './routes/inbox.ts'
import { modify } from './routes/modify.ts'
import { page } from './routes/page.ts'
import { preview } from './routes/preview.ts'
import { receive } from './routes/receive.ts'
import { restore } from './routes/restore.ts'
import { sandboxTime } from './routes/sandbox-time.ts'
import { versions } from './routes/versions.ts'
import { zip } from './routes/zip.ts'
import { generate } from './tasks/generate.ts'

export default defineService(prototype, needs).serve({
  routes: { page, zip, preview, receive, inbox, versions, diff, modify, restore, sandboxTime },
  tasks: { generate },
})
