import { asr, type Transcript } from '#contracts/asr'
import { document } from '#contracts/document'
import { type Analysis, nlp, type Source } from '#contracts/nlp'
import { notification } from '#contracts/notification'
import { prototype } from '#contracts/prototype'
import type { RequestSnapshot } from '#contracts/submission'
import { flow, type Run, TaskFailed } from '#engine/flow'
import type { Ctx } from '#platform/service'
import { type Offer, orchestrator } from '../contract.ts'
import { gather, type Read } from '../gather.ts'
import type { Needs } from '../needs.ts'
import { offerFor } from '../offer-for.ts'
import { outcome } from '../outcome.ts'
import { moneyText } from '../price.ts'
import { lastPart } from '../store.ts'
import { missingFiles } from '../validation.ts'
import { openSteps, Refused, Skipped } from './steps.ts'

type OwnCtx = Ctx<any, Needs>

/** What happens to a request, from the stored words to the mail: eight steps and the prototype, in this order. */
export const answerRequest = flow('answer-request', 3, (run: Run<OwnCtx>, request: RequestSnapshot) =>
  answer(run, request, { hasPage: true, hasOwnRates: true }),
)
/** Runs that an update found under way finish as they began: version 2 priced with the configuration of the installation. */
export const answerRequest2 = flow('answer-request', 2, (run: Run<OwnCtx>, request: RequestSnapshot) =>
  answer(run, request, { hasPage: true, hasOwnRates: false }),
)
/** Version 1 had no page that joins all inputs either. */
export const answerRequest1 = flow('answer-request', 1, (run: Run<OwnCtx>, request: RequestSnapshot) =>
  answer(run, request, { hasPage: false, hasOwnRates: false }),
)

type Has = { hasPage: boolean; hasOwnRates: boolean }
async function answer(run: Run<OwnCtx>, request: RequestSnapshot, { hasPage, hasOwnRates }: Has) {
  const steps = await openSteps(run, request)
  const voice = request.files.find((f) => f.role === 'voice')
  const files = request.files.filter((f) => f.role === 'file')

  await steps.local('validation', (ctx) => missingFiles(request, ctx))
  const known = request.transcript ? await readBefore(run, request) : undefined
  const [transcript, documents] = await run.all([
    steps.take('voice', voice ? undefined : 'No voice note was sent.', 'transcript', () =>
      request.transcript ? corrected(request.transcript) : listen(run, request, voice!),
    ),
    steps.take('documents', files.length ? undefined : 'No files were sent.', 'documents', () =>
      known ? Promise.resolve(known) : run.all(files.map((file) => readFile(run, file, request))),
    ),
  ])
  const { sources, left: unread } = gather(request, transcript, documents as Read[] | undefined)
  const analysis = await steps.take(
    'text',
    sources.length ? undefined : 'There is no text that could be read.',
    'analysis',
    () => run.task('analyse', nlp.tasks.analyse, { language: request.language, sources }),
  )
  const { summary, left } = hasPage
    ? await joinInputs(run, { analysis, sources, transcript, unread })
    : { summary: undefined, left: unread }
  const coordination = { used: sources.map((s) => s.label), left }
  await steps.local('coordination', () => ({ sources, coordination, ...(summary && { summary }) }), [
    'sources',
    'coordination',
    ...(summary ? ['summary' as const] : []),
  ])

  const without = analysis ? undefined : 'It needs the analysis, which could not be made.'
  await steps.take('insights', without, 'insights', () => run.task('advise', nlp.tasks.advise, { analysis: analysis! }))
  const offered = hasOwnRates
    ? await steps.take('offer', without, ['offer', 'plan'], () =>
        run.task('price', orchestrator.tasks.price, { analysis: analysis! }),
      )
    : await steps.local('offer', without ?? ((ctx) => offerFor(analysis!, ctx.config, ctx.now())), ['offer', 'plan'])
  const built = await steps.take('prototype', without, 'prototype', () =>
    run.task('prototype', prototype.tasks.generate, prototypeInput(request, analysis!, sources)),
  )
  await steps.take('notification', undefined, undefined, () =>
    notify(run, request, analysis, offered?.offer, left, steps),
  )
  const ended = outcome(steps.all(), left)
  await run.step('outcome', (ctx) =>
    ctx.publish(ended.status === 'failed' ? 'failed' : 'completed', {
      id: request.id,
      attempt: request.attempt,
      ...ended,
      at: ctx.now().toISOString(),
    }),
  )
  return { ...ended, prototypeId: built?.id }
}

const listen = (run: Run<OwnCtx>, request: RequestSnapshot, voice: RequestSnapshot['files'][number]) =>
  run.task('transcribe', asr.tasks.transcribe, { key: voice.key, type: voice.type, language: request.language })

/** Nobody needs to listen to a recording whose words the customer has written down. */
const corrected = async (text: string): Promise<Transcript> => ({ state: 'transcribed', text, method: 'customer' })

/** What the last attempt read of the files, when it read them whole: a corrected transcript does not change it. */
const readBefore = (run: Run<OwnCtx>, request: RequestSnapshot) =>
  run.step('documents: read before', async (ctx) => {
    const read = await lastPart<Read[]>(ctx.db, request.id, request.attempt, 'documents')
    return read?.every((file) => file.unread.length === 0) ? read : null
  })

/** One file's failure is a fact about that file; the others go on. */
async function readFile(
  run: Run<OwnCtx>,
  file: RequestSnapshot['files'][number],
  { id: requestId, language }: RequestSnapshot,
): Promise<Read> {
  const named = { fileId: file.id, name: file.name }
  try {
    return {
      ...named,
      ...(await run.task(`read:${file.id}`, document.tasks.read, {
        fileId: file.id,
        requestId,
        key: file.key,
        name: file.name,
        type: file.type,
        ...(language && { language }),
      })),
    }
  } catch (error) {
    if (!(error instanceof TaskFailed)) throw error
    const reason = error.message
    return {
      ...named,
      understood: 'none',
      kind: 'unknown',
      pages: [],
      tables: [],
      metadata: {},
      unread: [{ where: file.name, reason }],
      method: 'none',
    }
  }
}

type Joining = {
  analysis: Analysis | undefined
  sources: Source[]
  transcript: Transcript | undefined
  unread: { label: string; reason: string }[]
}
/** The page that joins all inputs. Without it the rest goes on, and says what is missing. */
async function joinInputs(run: Run<OwnCtx>, { analysis, sources, transcript, unread }: Joining) {
  if (!analysis) return { left: unread }
  const words = transcript?.words?.map(({ start, end, startS }) => ({ start, end, startS }))
  const input = { analysis, sources, left: unread, ...(words && { words }) }
  try {
    return { summary: await run.task('join', nlp.tasks.join, input), left: unread }
  } catch (error) {
    if (!(error instanceof TaskFailed)) throw error
    return { left: [...unread, { label: 'Summary on one page', reason: error.message }] }
  }
}

const languageOf = (request: RequestSnapshot, analysis: Analysis | undefined) =>
  request.language ?? (analysis && /^[a-z]{2}$/.test(analysis.language.code) ? analysis.language.code : 'en')

const prototypeInput = (request: RequestSnapshot, analysis: Analysis, sources: Source[]) => ({
  requestId: request.id,
  language: languageOf(request, analysis),
  customerName: request.name,
  analysis,
  sources,
  pictures: request.files
    .filter(({ role, type }) => role === 'file' && type.startsWith('image/'))
    .map(({ id, key, name, type }) => ({ fileId: id, key, name, type })),
})

async function notify(
  run: Run<OwnCtx>,
  request: RequestSnapshot,
  analysis: Analysis | undefined,
  offer: Offer | undefined,
  left: { label: string; reason: string }[],
  steps: { all(): any[] },
) {
  const { status, reasons } = outcome(steps.all(), left)
  const result = await run.task('notify', notification.tasks.send, {
    requestId: request.id,
    reference: request.reference,
    kind: 'result',
    attempt: request.attempt,
    contactType: request.contactType,
    contactValue: request.contactValue,
    name: request.name,
    ...(request.isSample && { isSample: true }),
    language: languageOf(request, analysis),
    facts: {
      status,
      summary: analysis?.summary.map((q) => q.text) ?? [],
      left: reasons,
      ...(offer && { price: moneyText(offer.totalMinor, offer.currency) }),
    },
  })
  if (result.state === 'skipped') throw new Skipped(result.reason ?? 'Nothing was sent.')
  if (result.state === 'failed') throw new Refused(result.reason ?? 'The message was refused.')
  return result
}
