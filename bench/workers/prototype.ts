// Building prototypes: choosing a pack and rendering the whole site for the sample requests, without the database that stores it.
import { buildSite } from '../../services/prototype/build.ts'
import * as corpus from '../../services/prototype/corpus.test-support.ts'
import { chooseTemplate } from '../../services/template/choose.ts'
import { loadPacks } from '../../services/template/packs.ts'
import { median, percentile, type Ratio, rounded } from '../figures.ts'
import type { Finding } from '../workers.ts'
import { computeMs } from '../yardstick.ts'

/** Each sample request in turn, in this process as in the worker: rules and templates of ours, no file of a stranger. */
export async function prototype(isQuick: boolean): Promise<Finding> {
  const packs = await loadPacks()
  const manifests = [...packs.values()].map(({ pack }) => pack)
  const inputs = Object.values(corpus)
  const yardstickMs = median(Array.from({ length: 5 }, computeMs))
  const times: number[] = []
  let [pages, kb, peakMb] = [0, 0, 0]
  const rounds = isQuick ? 2 : 20
  // The first round loads what is loaded when needed, and is not counted.
  for (let round = 0; round <= rounds; round++)
    for (const input of inputs) {
      const startedAt = performance.now()
      const { id } = chooseTemplate(manifests, input.analysis)
      const site = await buildSite(packs.get(id)!, input)
      if (round === 0) continue
      times.push(performance.now() - startedAt)
      pages += site.pages.length
      kb += Object.values(site.files).reduce((sum, text) => sum + text.length, 0) / 1_024
      peakMb = Math.max(peakMb, process.memoryUsage().heapUsed / 1_048_576)
    }
  const perSecond = rounded(times.length / (times.reduce((sum, time) => sum + time, 0) / 1_000))
  const [p50Ms, p95Ms] = [0.5, 0.95].map((share) => rounded(percentile(times, share)))
  const [pagesEach, kbEach] = [rounded(pages / times.length), rounded(kb / times.length)]
  const ratios: Ratio[] = [
    { name: 'prototype: one site, p50 ÷ yardstick', value: rounded(p50Ms! / yardstickMs), better: 'less' },
  ]
  return {
    rows: [
      ['sites chosen and built', `${perSecond}/s`, ''],
      [`one site (${pagesEach} pages, ${kbEach} kB)`, `p50 ${p50Ms} ms, p95 ${p95Ms} ms`, ''],
      ['JavaScript heap of the process that builds them, at most', `${rounded(peakMb)} MB`, ''],
    ],
    figures: { perSecond, p50Ms, p95Ms, pagesEach, kbEach, heapMb: rounded(peakMb) },
    ratios,
    problems: [],
  }
}
