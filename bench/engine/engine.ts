// The engine beside what a user could pick instead, on one machine in one run; each program in a process of its own, durable, and checked.
import { cpus } from 'node:os'
import type { Part } from '../run.ts'
import { crowd } from './crowd.ts'
import type { Finding } from './finding.ts'
import { idleApart, idleTogether } from './idle.ts'
import { installPeers, peerVersions } from './install.ts'
import { million } from './million.ts'
import { sequence } from './sequence.ts'
import { redisVersion } from './servers.ts'
import { openStage, type Stage } from './stage.ts'
import { tasks } from './tasks.ts'

const measures = { sequence, crowd, tasks, idle: idleTogether, 'idle-apart': idleApart, million }

/** Runs the benchmark; `only` are names of measures, all unless said otherwise. Quick: a tenth of everything, for trying it. */
export async function engine(options: { isQuick: boolean; only?: string[] }): Promise<Part> {
  const installProblem = installPeers()
  const chosen = Object.entries(measures).filter(([name]) => !options.only?.length || options.only.includes(name))
  const stage = await openStage(options)
  const findings: Finding[] = []
  try {
    for (const [name, measure] of chosen) {
      const startedAt = performance.now()
      findings.push(await measure(stage))
      console.error(`${name}: measured in ${Math.round((performance.now() - startedAt) / 1000)} s`)
    }
  } finally {
    await stage.close()
  }
  const versions = { ...peerVersions(), 'redis-server': redisVersion() ?? 'none' }
  const text = [
    ...findings.map((f) => `${f.text}\n`),
    `Beside it, on ${cpus().length} cores: ${Object.entries(versions)
      .map((v) => v.join(' '))
      .join(' · ')}`,
    'PostgreSQL as the platform starts it: fsync and synchronous_commit on. Restate as it comes: flushed before it answers.',
    ...(installProblem ? [installProblem] : []),
    ...(options.isQuick ? ['Quick: a tenth of the counts. Good for trying it, not for comparing.'] : []),
  ].join('\n')
  return {
    title: 'engine',
    text,
    figures: { versions, measures: findings.flatMap((f) => f.figures) },
    ratios: findings.flatMap((f) => f.ratios),
    problems: ownProblems(stage),
  }
}

// A peer that could not run is shown as that; only what is ours stops a run from being published.
const ownProblems = (stage: Stage) =>
  stage.failures.filter((f) => !f.isPeer).map((f) => `${f.measure}: ${f.name} could not run: ${f.reason}`)
