import { defineService } from '#platform/service'
import { document } from './contract.ts'
import { needs } from './needs.ts'
import { expect } from './routes/expect.ts'
import { page } from './routes/page.ts'
import { read } from './tasks/read.ts'

/**
 * Turns the files of a request into text, tables and metadata, and says, part by part, what it could not read and why.
 *
 * Files come from strangers, and parsers are where strangers' bytes do harm: so each file is read in a child process without rights, with bounds of
 * time, memory, pages and unpacked size (`limits.ts`), zips are checked before any parser sees them, and nothing in a file is run, expanded, fetched
 * or followed. The type is taken from the bytes. One file here per format; adding a format means one reader and one line in `read-file.ts`.
 */
export default defineService(document, needs).serve({ routes: { expect, page }, tasks: { read } })
