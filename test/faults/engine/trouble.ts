// Does to the processes what the plan says.
import { setTimeout as pause } from 'node:timers/promises'
import { killPostgres } from '../server.ts'
import type { Crew } from './crew.ts'
import type { Fault, Kind } from './plan.ts'

export type Site = {
  crew: Crew
  /** Where the data folder of the database is. */
  dataDir: string
  terminate(share: number): Promise<void>
  /** Resolves once the database answers again. */
  answers(): Promise<void>
}

/** Does one fault and mends what it broke; the processes go on while the next one comes. */
export async function strike(site: Site, fault: Fault): Promise<void> {
  await pause(fault.afterMs)
  await faults[fault.kind](site, fault)
}

const faults: Record<Kind, (site: Site, fault: Fault) => Promise<void>> = {
  async kill({ crew }, { worker, lastsMs }) {
    const member = crew.members[worker]!
    await member.end('SIGKILL')
    await pause(lastsMs)
    member.start()
  },
  freeze: stop,
  pause: stop,
  async cut({ crew }, { worker, lastsMs }) {
    const { line } = crew.members[worker]!
    await line.cut()
    await pause(lastsMs)
    await line.mend()
  },
  async block({ crew }, { worker, lastsMs }) {
    const { line } = crew.members[worker]!
    line.block()
    await pause(lastsMs)
    await line.mend()
  },
  async deafen({ crew }, { worker, lastsMs }) {
    const { line } = crew.members[worker]!
    line.deafen()
    await pause(lastsMs)
    await line.cut()
    await line.mend()
  },
  async terminate({ terminate }, { chance, lastsMs }) {
    // All of them, or some.
    await terminate(chance < 0.5 ? 1 : 0.3)
    await pause(lastsMs)
  },
  async database({ dataDir, answers }, { chance, lastsMs }) {
    killPostgres(dataDir, signalFor(chance))
    await pause(lastsMs)
    await answers()
  },
  async blackout({ crew, dataDir, answers }, { lastsMs }) {
    killPostgres(dataDir)
    await Promise.all(crew.members.map((member) => member.end('SIGKILL')))
    await pause(lastsMs)
    for (const member of crew.members) member.start()
    await answers()
  },
  async drain({ crew }, { worker, lastsMs }) {
    const member = crew.members[worker]!
    await member.end('SIGTERM')
    await pause(lastsMs)
    member.start()
  },
}

/** As `pg_ctl restart -m immediate` does it, as `-m fast` does it, or worse. The launcher starts it again. */
const signalFor = (chance: number) => (chance < 0.5 ? 'SIGKILL' : chance < 0.85 ? 'SIGQUIT' : 'SIGINT')

async function stop({ crew }: Site, { worker, lastsMs }: Fault): Promise<void> {
  const member = crew.members[worker]!
  member.signal('SIGSTOP')
  await pause(lastsMs)
  member.signal('SIGCONT')
}
