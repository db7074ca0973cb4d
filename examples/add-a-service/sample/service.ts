import { defineService } from '#platform/service'
import { sample } from './contract.ts'
import { needs } from './needs.ts'
import { create } from './routes/create.ts'
import { read } from './routes/read.ts'

/**
 * Keeps entries and gives them back. This paragraph is for whoever opens the folder first: say what the service is there for,
 * what it promises, and what it leaves to others.
 */
export default defineService(sample, needs).serve({
  routes: { create, read },
})
