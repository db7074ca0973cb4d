/**
 * The library of site templates. A pack is a folder of Liquid pages, own CSS and a small script, with a manifest that says which slots fill it
 * and what it is good for. The shipped packs are read and checked when first asked for; a pack with a wrong hash or a missing page is never handed
 * out. An organisation may bring packs of its own: they are unpacked and judged in the sandbox, and kept by version.
 */
import { template } from '#contracts/template'
import { defineService } from '#platform/service'
import { needs } from './needs.ts'
import { choose } from './routes/choose.ts'
import { list } from './routes/list.ts'
import { preview } from './routes/preview.ts'
import { read } from './routes/read.ts'
import { retire } from './routes/retire.ts'
import { sandboxTime } from './routes/sandbox-time.ts'
import { upload } from './routes/upload.ts'
import { versions } from './routes/versions.ts'

export default defineService(template, needs).serve({
  routes: { list, choose, read, preview, upload, versions, retire, sandboxTime },
})
