import { auth } from '#contracts/auth'
import { workflow } from '#contracts/workflow'
import type { Route } from '#platform/contract'
import { operations } from '#platform/operations.contract'
import * as show from './show.ts'

const { routes } = workflow

type Input = Record<string, unknown>
/** Calls a route of the installation. */
export type Call = (route: Route, input: Input) => Promise<any>
export type Command = {
  /** What is typed after `statex`. */
  words: string
  /** What it asks for. Arguments, options, their bounds and the description come from the contract. */
  route: Route
  /** Properties that are given by their place, in this order; the others are options. */
  places: string[]
  /** Options that are worth showing beside the places. */
  example: string
  /** What is said when the caller did not. */
  assume?: (input: Input) => Input
  /** More to ask for, for people only. */
  deepen?: (reply: any, call: Call) => Promise<any>
  /** The reply for people. */
  show: (reply: any, now: Date) => string
}

const id = '_01kah3v0g5wz8m2p4r6t8x0y2b'

/** The histories of the children beside the steps that wait for them, three deep. */
async function withChildren(run: any, call: Call, depth = 1): Promise<any> {
  for (const step of run.steps.filter((s: any) => s.childId && depth < 3))
    step.child = await withChildren(await call(routes.readRun, { id: step.childId }), call, depth + 1)
  return run
}

/** The key of a copy, when none is given: readable, and no run has it. */
const copyKey = (input: Input) => ({ key: `replay of ${input.id} at ${new Date().toISOString()}`, ...input })

const command = (
  words: string,
  route: Route,
  places: string,
  example: string,
  show: Command['show'],
  more: Pick<Command, 'assume' | 'deepen'> = {},
): Command => ({
  words,
  route,
  places: places.split(' ').filter(Boolean),
  example: example.replace('_…', id),
  show,
  ...more,
})

/** Every command. `--help` and docs/statex-command.md are made of this. */
export const commands: Command[] = [
  command('runs', routes.listRuns, '', '--state failed --since 24h', show.runs),
  command('run', routes.readRun, 'id', 'run_…', show.history, { deepen: withChildren }),
  command('cancel', routes.cancelRun, 'id', 'run_… --reason "out of stock"', show.run),
  command('retry', routes.retryRun, 'id', 'run_…', show.run),
  command('resume', routes.resumeRun, 'id', `run_… --input '{"amount": 900}'`, show.run),
  command('replay', routes.replayRun, 'id', 'run_… --from "map[0]/render"', show.run, { assume: copyKey }),
  command('signal', routes.signalRun, 'id signal', 'run_… approved --payload true', show.run),
  command('gates', routes.listGates, '', '--flow poll', show.gates),
  command('answer', routes.answerGate, 'id signal', `run_… approval --answer '{"isApproved": true}'`, show.run),
  command('tasks', routes.listTasks, '', '--state queued', show.tasks),
  command('task', routes.readTask, 'id', 'tsk_…', show.task),
  command('dead', routes.listDeadTasks, '', '--name mail.send', show.deadTasks),
  command('dead retry', routes.retryTask, 'id', 'tsk_…', show.taskLine),
  command('dead events', operations.routes.list, '', '', show.deadEvents),
  command('dead replay', operations.routes.replay, 'listener seq', 'desk.greet 123', show.done),
  command('queues', routes.listQueues, '', '', show.queues),
  command('queue limit', routes.limitQueue, 'name', 'mail.send --running-max 4 --rate-max 9 --rate-per 1m', show.queue),
  command('queue pause', routes.pauseQueue, 'name', 'mail.send', show.queue),
  command('queue resume', routes.resumeQueue, 'name', 'mail.send', show.queue),
  command('schedules', routes.listSchedules, '', '', show.schedules),
  command(
    'schedule set',
    routes.putSchedule,
    'name',
    'morning --flow poll --version 1 --cron "0 6 * * *"',
    show.schedule,
  ),
  command('schedule pause', routes.pauseSchedule, 'name', 'morning', show.schedule),
  command('schedule resume', routes.resumeSchedule, 'name', 'morning', show.schedule),
  command('schedule run', routes.runSchedule, 'name', 'morning', show.run),
  command('schedule delete', routes.deleteSchedule, 'name', 'morning', show.done),
  command('retention', routes.listRetention, '', '', show.retention),
  command('retain', routes.retain, 'flow', 'digest --keep 30d', show.kept),
  command('retain forever', routes.retainForever, 'flow', 'digest', show.done),
  command('signing-keys', auth.routes.listSigningKeys, '', '', show.signingKeys),
  command('signing-keys rotate', auth.routes.rotateSigningKeys, '', '--is-leaked true', show.signingKeys),
  command('forget-factors', auth.routes.forgetFactors, 'address', 'ann@example.com', show.done),
  command('secrets rewrap', auth.routes.rewrapSecrets, '', '', show.rewrapped),
]
