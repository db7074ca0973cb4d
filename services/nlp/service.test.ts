import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TaskRun } from '#platform/service'
import { plainCtx } from '#platform/testing'
import { validate } from '#platform/validate'
import { texts } from './analyse.examples.ts'
import { nlp } from './contract.ts'
import service from './service.ts'
import { advise } from './tasks/advise.ts'
import { analyse } from './tasks/analyse.ts'

// No models, and neither database nor settings that only they need.
const ctx = plainCtx({ adapters: {} as never })
const run = (signal = new AbortController().signal): TaskRun => ({
  id: 'run',
  attempt: 1,
  key: 'key',
  signal,
  progress: () => {},
  spend: () => {},
})
const input = { sources: [{ id: 'description', kind: 'description' as const, label: 'Description', text: texts.mugs }] }

test('the service serves every task of its contract', () => {
  assert.deepEqual(Object.keys(service.serving.tasks ?? {}).sort(), Object.keys(nlp.tasks).sort())
})

test('a text is analysed in a process of its own, and advice follows from the result', async () => {
  const analysis = await analyse(input, ctx, run())
  validate(nlp.tasks.analyse.result, analysis)
  assert.equal(analysis.kind.value, 'e-commerce')
  assert.deepEqual([analysis.model, analysis.analysedWithoutModel], [undefined, undefined])
  const insights = await advise({ analysis }, ctx, run())
  validate(nlp.tasks.advise.result, insights)
  assert.ok(insights.risks.length > 0)
})

test('cancelling ends the analysis with the reason', async () => {
  const stop = new AbortController()
  stop.abort(new Error('cancelled by the customer'))
  await assert.rejects(analyse(input, ctx, run(stop.signal)), /cancelled by the customer/)
})
