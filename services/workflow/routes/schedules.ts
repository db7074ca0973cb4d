import { listSchedules as findSchedules, removeSchedule, schedule, setSchedulePaused } from '#engine/schedule'
import type { Ctx, FlowRef, Serve } from '#platform/service'
import type { Schedule, workflow } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { operationsOf, shown } from '../shown.ts'

type OwnCtx = Ctx<typeof workflow, Needs>
type Route<R extends keyof (typeof workflow)['routes']> = Serve<typeof workflow, R, Needs>

const inputBytesMax = 16_384
type Found = Awaited<ReturnType<typeof findSchedules>>[number]

function shownSchedule({ input, ...row }: Found): Schedule {
  const inputBytes = Buffer.byteLength(JSON.stringify(input))
  return { ...shown(row), inputBytes, ...(inputBytes <= inputBytesMax && { input }) }
}

/** The flow by its name and version; only the process that runs it has its code. */
const refOf = ({ flow: name, version }: { flow: string; version: number }) => ({ name, version }) as FlowRef

const missing = (ctx: OwnCtx, name: string): never => ctx.fail('not_found', `There is no schedule "${name}".`)

async function find(ctx: OwnCtx, name: string): Promise<Found> {
  return (await findSchedules(ctx.db, ctx.tenant)).find((s) => s.name === name) ?? missing(ctx, name)
}

export const listSchedules: Route<'listSchedules'> = async (_, ctx) => ({
  schedules: (await findSchedules(ctx.db, ctx.tenant)).map(shownSchedule),
})

export const putSchedule: Route<'putSchedule'> = async ({ name, flow, version, input, ...times }, ctx) => {
  try {
    await schedule(ctx.db, ctx.tenant, refOf({ flow, version }), input ?? null, { name, ...times })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return ctx.fail('invalid_schedule', error.message)
  }
  ctx.log.info({ schedule: name, actor: ctx.actor }, 'schedule set by an operator')
  return shownSchedule(await find(ctx, name))
}

async function setPaused(ctx: OwnCtx, name: string, isPaused: boolean): Promise<Schedule> {
  if (!(await setSchedulePaused(ctx.db, ctx.tenant, name, isPaused))) return missing(ctx, name)
  ctx.log.info({ schedule: name, actor: ctx.actor }, `schedule ${isPaused ? 'paused' : 'resumed'} by an operator`)
  return shownSchedule(await find(ctx, name))
}
export const pauseSchedule: Route<'pauseSchedule'> = ({ name }, ctx) => setPaused(ctx, name, true)
export const resumeSchedule: Route<'resumeSchedule'> = ({ name }, ctx) => setPaused(ctx, name, false)

/** Its key is the name and the time, like that of a run by the clock, so that both stand together in a list. */
export const runSchedule: Route<'runSchedule'> = async ({ name }, ctx) => {
  const found = await find(ctx, name)
  const key = `${name}@${ctx.now().toISOString()}`
  await ctx.start.flow(refOf(found), found.input, { key, priority: found.priority })
  ctx.log.info({ schedule: name, key, actor: ctx.actor }, 'schedule run by an operator')
  return shown((await operationsOf(ctx).list({ flow: found.flow, key }))[0]!)
}

export const deleteSchedule: Route<'deleteSchedule'> = async ({ name }, ctx) => {
  if (!(await removeSchedule(ctx.db, ctx.tenant, name))) return missing(ctx, name)
  ctx.log.info({ schedule: name, actor: ctx.actor }, 'schedule deleted by an operator')
  return {}
}
