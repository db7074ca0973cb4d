/**
 * The library of site templates. A pack is a folder of Liquid pages, own CSS and a small script, with a manifest that says which slots fill it
 * and what it is good for. Packs are read and checked when first asked for; a pack with a wrong hash or a missing page is never handed out.
 */
import { template } from '#contracts/template'
import { defineService } from '#platform/service'
import { choose } from './routes/choose.ts'
import { list } from './routes/list.ts'
import { read } from './routes/read.ts'

export default defineService(template, {}).serve({ routes: { list, choose, read } })
