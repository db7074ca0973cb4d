/**
 * Builds a static site from a template and the customer's own words, and serves it in a sandbox.
 *
 * A site is made once per task and never changed: quotes and labels become slot values, each with its place in the input; the pack's pages
 * turn them into HTML; pages, assets and a manifest are stored together. Whoever holds the secret address may look at it and download it.
 */
import { prototype } from '#contracts/prototype'
import { defineService } from '#platform/service'
import { needs } from './needs.ts'
import { page } from './routes/page.ts'
import { zip } from './routes/zip.ts'
import { generate } from './tasks/generate.ts'

export default defineService(prototype, needs).serve({ routes: { page, zip }, tasks: { generate } })
