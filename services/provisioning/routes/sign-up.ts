import { newId } from '#platform/ids'
import type { Ctx, Sent, Serve } from '#platform/service'
import { type Preparation, type PrepareStep, type provisioning, stepNames } from '../contract.ts'
import { prepareTenant } from '../flows/prepare-tenant.ts'
import type { Needs } from '../needs.ts'
import { planOf, urlAt } from '../plans.ts'
import {
  addHost,
  findTenant,
  hostsOf,
  markEnrolled,
  type Note,
  notesAfter,
  reserve,
  signedUpToday,
  tenantOfHost,
} from '../store.ts'

type OwnCtx = Ctx<typeof provisioning, Needs>
/** Names that people take for the installation itself. */
const reserved = new Set([
  'www',
  'api',
  'app',
  'admin',
  'mail',
  'smtp',
  'docs',
  'status',
  'help',
  'static',
  'default',
  'localhost',
])
// A safety net only: each step wakes the stream.
const pollMs = 2_000

/**
 * Reserves the short name, makes the owner, starts the preparation, in this order: whoever is cut off in between asks again and joins.
 */
export const signUp: Serve<typeof provisioning, 'signUp', Needs> = async (input, ctx) => {
  const { signUp: mode, signUpsPerDay, domain } = ctx.config
  const slug = input.slug
  const address = input.address.trim().toLowerCase()
  if (mode === 'closed' && ctx.actor.kind !== 'operator')
    ctx.fail('sign_up_closed', 'New organisations are made by the people who run this installation. Please ask them.')
  if (reserved.has(slug)) ctx.fail('not_accepted', `"${slug}" cannot be a short name. Please choose another one.`)
  if (signUpsPerDay > 0 && ctx.actor.kind !== 'operator' && (await signedUpToday(ctx.db)) >= signUpsPerDay)
    ctx.fail('too_many_sign_ups', 'Many organisations were made today. Please try again tomorrow.')
  const name = input.organisation.trim()
  const host = `${slug}.${domain}`
  const plan = planOf(ctx.config, undefined).name
  const taken = await tenantOfHost(ctx.db, host)
  const row = await reserve(ctx.db, { id: newId('ten'), slug, name, plan, address })
  if (!row || (taken && taken !== row.tenant_id))
    return ctx.fail('slug_taken', `"${slug}" is taken. Please choose another short name.`)
  const id = row.tenant_id
  if (!row.is_enrolled) {
    // Before the mail is written: its link leads to this address.
    await addHost(ctx.db, id, host)
    await ctx.call.auth.enrolOwner({
      tenantId: id,
      ...ownerOf(ctx, address),
      ...(input.language && { locale: input.language }),
    })
    await ctx.inTenant(id).transaction(async (tx) => {
      await markEnrolled(tx.db, id)
      await tx.start.flow(prepareTenant, { slug, name, domain, ...(input.sample && { sample: true }) }, { key: id })
    })
  }
  const self = `/api/sign-up/${id}`
  return { id, token: ctx.tokenFor(id), links: { self, events: `${self}/events` } }
}

/** Whoever is signed in owns what they make; anybody else gets a mail that proves the address. */
const ownerOf = ({ actor }: OwnCtx, address: string) =>
  actor.kind === 'member' && actor.via === 'session' && !actor.isBound && actor.id.startsWith('per_')
    ? { personId: actor.id }
    : { address }

export const progress: Serve<typeof provisioning, 'progress', Needs> = async ({ id }, ctx) => {
  const found = await preparationOf(id, ctx)
  return found ?? ctx.fail('not_found', 'There is no such sign-up.')
}

async function preparationOf(id: string, ctx: OwnCtx): Promise<Preparation | undefined> {
  const row = await findTenant(ctx.db, id)
  if (!row) return undefined
  const notes = await notesAfter(ctx.inTenant(id).db, 0)
  const [host] = await hostsOf(ctx.db, id)
  const isReady = row.state !== 'preparing'
  const url = isReady && host ? urlAt(ctx.publicUrl, host) : undefined
  const samplePage = url && (await samplePageAt(url, notes, ctx.inTenant(id)))
  return {
    id,
    slug: row.slug,
    name: row.name,
    state: row.state,
    steps: stepsOf(notes, isReady),
    ...(url && { url }),
    ...(samplePage && { samplePage }),
  }
}

/** Whoever asked for the sample may see it: the link is that of a request nobody sent. Where it cannot be asked for, the steps are shown all the same. */
async function samplePageAt(url: string, notes: Note[], own: OwnCtx): Promise<string | undefined> {
  if (!notes.some(({ name, state }) => name === 'sample' && state === 'done')) return undefined
  const { id } = await own.call.submission.sample({}).catch(() => ({ id: undefined }))
  return id && `${url}/requests/${id}#token=${own.tokenFor(id)}`
}

function stepsOf(notes: Note[], isReady: boolean): PrepareStep[] {
  const last = new Map(notes.map((n) => [n.name, n]))
  // Steps are noted when they end: the first that is not is the one under way.
  const current = isReady ? undefined : stepNames.find((name) => !last.has(name))
  return stepNames.map((name) => {
    const note = last.get(name)
    if (note) return toStep(note)
    const before = notes.at(-1)
    return name === current
      ? { name, state: 'running', ...(before && { startedAt: before.at.toISOString() }) }
      : { name, state: 'waiting' }
  })
}
const toStep = (note: Note): PrepareStep => ({
  name: note.name as PrepareStep['name'],
  state: note.state,
  ...(note.detail && { detail: note.detail }),
  finishedAt: note.at.toISOString(),
})

/** Sends the steps after `Last-Event-ID`, then each as it ends, and ends when the organisation is ready. */
export const progressEvents: Serve<typeof provisioning, 'progressEvents', Needs> = async ({ id, lastEventId }, ctx) => {
  if (!(await findTenant(ctx.db, id))) ctx.fail('not_found', 'There is no such sign-up.')
  const own = ctx.inTenant(id)
  return stream()

  async function* stream(): AsyncGenerator<Sent> {
    let last = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : 0
    while (!ctx.signal.aborted) {
      // Asked for before the look, so that a step between the look and the wait is not slept through.
      const changed = ctx.waitForWake(`tenant:${id}`, pollMs)
      for (const note of await notesAfter(own.db, last)) {
        last = note.seq
        yield { id: String(note.seq), event: 'step', data: toStep(note) }
        if (note.name !== 'ready') continue
        yield { id: String(note.seq), event: 'ready', data: await preparationOf(id, ctx) }
        return
      }
      await changed
    }
  }
}
