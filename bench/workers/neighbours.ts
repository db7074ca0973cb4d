// How long twenty customers wait for their results, each with text, voice and a PDF: alone, and beside files that want the whole machine.

import { makeHostile } from '../../test/faults/hostile-files.ts'
import { answered, makeNeighbours, visit } from '../../test/faults/neighbours.ts'
import { watchMemory } from '../../test/faults/process-group.ts'
import { form, submit } from '../../test/flows/client.ts'
import { median, percentile, type Ratio, rounded } from '../figures.ts'
import { obtain, programs } from '../programs.ts'
import { scratchFolder, startPlatform } from '../server.ts'
import type { Finding } from '../workers.ts'

const roundsMax = 3

/** One platform, by turns the neighbours alone and the same beside the hostile files; test/faults/neighbours.test.ts looks at what they get. */
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
    const intruders = () =>
      Promise.allSettled(
        hostile.map(async ({ field, name, content }) => {
          const body = form({ description: 'We need a site with our opening hours.' })
          body.append(field, content, name)
          await answered(platform, await submit(platform, body))
        }),
      )
    const rounds: Round[] = []
    const largest = watchMemory(server.pid)
    // By turns: what else the machine does meanwhile touches both alike.
    for (let round = 0; round < (isQuick ? 1 : roundsMax); round++) {
      const alone = await company()
      const [beside, ends] = await Promise.all([company(), intruders()])
      rounds.push({ alone, beside, lost: ends.filter(({ status }) => status === 'rejected').length })
    }
    return report(customers.length, rounds, largest().groupMb)
  } finally {
    await server.stop()
    folder.remove()
  }
}

type Company = { whole: number; p95Ms: number }
type Round = { alone: Company; beside: Company; lost: number }
function report(count: number, rounds: Round[], peakMb: number): Finding {
  const seconds = (ms: number) => rounded(ms / 1_000)
  const alone = seconds(median(rounds.map((round) => round.alone.p95Ms)))
  const beside = seconds(median(rounds.map((round) => round.beside.p95Ms)))
  const each = rounds.map((round) => rounded(round.beside.p95Ms / round.alone.p95Ms))
  const name = 'neighbours: p95 beside hostile files, of alone'
  const ratios: Ratio[] = [{ name, value: rounded(median(each)), better: 'less', goal: 1.3 }]
  const lost = rounds.reduce((sum, round) => sum + round.lost, 0)
  const problems = [
    ...rounds
      .flatMap((round) => [round.alone, round.beside])
      .flatMap(({ whole }) => (whole < count ? [`Only ${whole} of ${count} neighbours were whole.`] : [])),
    ...(lost > 0 ? [`${lost} hostile requests had no end.`] : []),
  ]
  const what = `${count} requests with text, voice and PDF beside hostile files, p95, median of ${rounds.length}`
  return {
    rows: [
      [what, `${beside} s`, `alone ${alone} s`],
      ['the same, round by round', each.map((ratio) => `${ratio} ×`).join(', '), ''],
      ['memory of the platform and all it started, at most', `${peakMb} MB`, ''],
    ],
    figures: { aloneP95Seconds: alone, besideP95Seconds: beside, ratios: each, peakMb },
    ratios,
    problems,
  }
}
