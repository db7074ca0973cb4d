// How long twenty customers wait for their results, each with text, voice and a PDF: alone, and beside files that want the whole machine.

import { makeHostile } from '../../test/faults/hostile-files.ts'
import { answered, makeNeighbours, visit } from '../../test/faults/neighbours.ts'
import { watchMemory } from '../../test/faults/process-group.ts'
import { form, submit } from '../../test/flows/client.ts'
import { percentile, type Ratio, rounded } from '../figures.ts'
import { obtain, programs } from '../programs.ts'
import { scratchFolder, startPlatform } from '../server.ts'
import type { Finding } from '../workers.ts'

/** One platform, first the neighbours alone, then the same beside the hostile files; test/faults/neighbours.test.ts looks at what they get. */
export async function neighbours(isQuick: boolean): Promise<Finding> {
  const needed = [programs.pocketsphinx, programs.ffmpeg, programs.flite]
  if (needed.map(obtain).some((path) => !path))
    return { rows: [], figures: {}, ratios: [], problems: ['neighbours needs pocketsphinx, ffmpeg and flite.'] }
  const folder = scratchFolder()
  // Before the server: making them blocks this process for seconds, and connections that it keeps would be closed meanwhile.
  const hostile = await makeHostile(folder.path)
  const server = await startPlatform(folder.path)
  const never = async () => {}
  const platform = { ...server, mailboxUrl: '', pids: () => [server.pid], log: () => '', kill: never, restart: never }
  try {
    const customers = makeNeighbours(folder.path).slice(0, isQuick ? 4 : 20)
    await visit(platform, customers[0]!)
    const company = async () => {
      const all = await Promise.all(customers.map((customer) => visit(platform, customer)))
      const whole = all.filter(({ request }) => request.status === 'completed').length
      return {
        whole,
        p95Ms: percentile(
          all.map(({ tookMs }) => tookMs),
          0.95,
        ),
      }
    }
    const alone = await company()
    const largest = watchMemory(server.pid)
    const [beside, ends] = await Promise.all([
      company(),
      Promise.allSettled(
        hostile.map(async ({ field, name, content }) => {
          const body = form({ description: 'We need a site with our opening hours.' })
          body.append(field, content, name)
          await answered(platform, await submit(platform, body))
        }),
      ),
    ])
    const lost = ends.filter(({ status }) => status === 'rejected').length
    return report(customers.length, alone, beside, { lost, peakMb: largest().groupMb })
  } finally {
    await server.stop()
    folder.remove()
  }
}

type Company = { whole: number; p95Ms: number }
function report(
  count: number,
  alone: Company,
  beside: Company,
  { lost, peakMb }: { lost: number; peakMb: number },
): Finding {
  const seconds = (ms: number) => rounded(ms / 1_000)
  const ratios: Ratio[] = [
    {
      name: 'neighbours: p95 beside hostile files, of alone',
      value: rounded(beside.p95Ms / alone.p95Ms),
      better: 'less',
      goal: 1.3,
    },
  ]
  const problems = [
    ...[alone, beside].flatMap(({ whole }) =>
      whole < count ? [`Only ${whole} of ${count} neighbours were whole.`] : [],
    ),
    ...(lost > 0 ? [`${lost} hostile requests had no end.`] : []),
  ]
  return {
    rows: [
      [
        `${count} requests with text, voice and PDF beside hostile files, p95`,
        `${seconds(beside.p95Ms)} s`,
        `alone ${seconds(alone.p95Ms)} s`,
      ],
      ['memory of the platform and all it started, at most', `${peakMb} MB`, ''],
    ],
    figures: { aloneP95Seconds: seconds(alone.p95Ms), besideP95Seconds: seconds(beside.p95Ms), peakMb },
    ratios,
    problems,
  }
}
