import { orchestrator } from '#contracts/orchestrator'
import { defineService, on } from '#platform/service'
import { submission } from './contract.ts'
import { needs } from './needs.ts'
import { followRun } from './on/orchestrator-run.ts'
import { followBounds } from './quota.ts'
import { cancel } from './routes/cancel.ts'
import { create } from './routes/create.ts'
import { events } from './routes/events.ts'
import { expire } from './routes/expire.ts'
import { file } from './routes/file.ts'
import { list } from './routes/list.ts'
import { listOwn } from './routes/list-own.ts'
import { offer } from './routes/offer.ts'
import { changeProject, createProject, listProjects, prepareProject } from './routes/projects.ts'
import { read } from './routes/read.ts'
import { results } from './routes/results.ts'
import { retry } from './routes/retry.ts'
import { addSample, sample } from './routes/sample.ts'
import { transcribe } from './routes/transcribe.ts'
import { usage } from './routes/usage.ts'

/**
 * Takes a request in and keeps it: words, voice and files as the customer sent them, and the history of what became of them.
 * Once `create` has answered 201, the row, every file and the event that starts the work are on disk. The state shown here is a
 * projection of what the orchestrator reports; nothing else sets it.
 */
export default defineService(submission, needs).serve({
  routes: {
    ...{ create, list, listOwn, read, results, offer, events, file, cancel, retry, transcribe, usage, expire },
    ...{ addSample, sample },
    ...{ listProjects, createProject, changeProject, prepareProject },
  },
  start: followBounds,
  listens: [on(Object.values(orchestrator.events), 'submission.follow-run', followRun)],
})
