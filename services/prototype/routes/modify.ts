import type { Source } from '#contracts/nlp'
import type { Modification, prototype } from '#contracts/prototype'
import { amountsOf, askModel } from '#platform/ask-model'
import { Permanent } from '#platform/errors'
import { newId } from '#platform/ids'
import { countedSandbox } from '#platform/sandbox-time'
import type { Ctx, Serve } from '#platform/service'
import type { Scene } from '../change.ts'
import { materialFor, type Readings, withModel, withoutModel } from '../change-by-model.ts'
import { NamedChanges } from '../change-vocabulary.ts'
import { readChanges } from '../changes.ts'
import { changeWithinTime } from '../function-time.ts'
import { makePrototype } from '../make.ts'
import type { Needs } from '../needs.ts'
import { changePrompt } from '../prompts.ts'
import type { Recipe } from '../recipe.ts'
import { sceneOf } from '../scene.ts'
import {
  findVersion,
  freeUsed,
  insertModification,
  insertPrototype,
  type KeptVersion,
  lockRequest,
  type NewPrototype,
  removeExpired,
} from '../store.ts'

type OwnCtx = Ctx<typeof prototype, Needs>

/** Free modifications that are left; the people of the organisation make as many as they like. */
async function leftFor(requestId: string, ctx: OwnCtx): Promise<number> {
  return Math.max(0, ctx.config.freeModifications - (await freeUsed(ctx.db, requestId)))
}

const isCounted = ({ actor }: OwnCtx) => actor.kind === 'holder' || actor.kind === 'public'
const used = 'The free modification of this request is used. Whoever made you the offer can change more.'

/** The version that is to be changed, with what it is made of. */
async function startingFrom(requestId: string, version: number | undefined, ctx: OwnCtx) {
  const kept: KeptVersion | undefined = await findVersion(ctx.db, requestId, version)
  if (!kept) return ctx.fail('not_found', 'There is no such prototype.')
  if (kept.expiresAt && kept.expiresAt <= ctx.now()) return ctx.fail('expired', 'This prototype has expired.')
  if (!kept.recipe) return ctx.fail('not_modifiable', 'This prototype was made before prototypes could be changed.')
  const pack = await ctx.call.template.read({ id: kept.recipe.pack.id, version: kept.recipe.pack.version })
  return { kept, recipe: kept.recipe, pack }
}

type Asking = { wish: Source; scene: Scene; recipe: Recipe }
/** Has a model read what the rules did not understand, where there is one; without one the readings stay as they are. */
async function askWhatIsMeant(readings: Readings, { wish, scene, recipe }: Asking, ctx: OwnCtx): Promise<Readings> {
  const { models } = ctx.adapters
  if (!models) return readings
  const sources = [...recipe.changes, ...recipe.input.sources]
  const material = materialFor(wish.text, readings.refused, scene, sources)
  const question = { prompt: changePrompt, material, schema: NamedChanges }
  const asked = await askModel(models, question, ctx, { signal: ctx.signal })
  if ('without' in asked) return withoutModel(readings, asked.without)
  const { value, model } = asked.answer
  if (!asked.isCached) ctx.log.info({ model, ...amountsOf(asked.use) }, 'a model was asked what a wish means')
  return withModel(readings, value as NamedChanges, { model, wish, sources, scene })
}

/**
 * Changes a prototype as plain sentences ask. Rules read them, and a model what they do not understand, in the same vocabulary; nothing is guessed. All of it is done or nothing, unless the caller says otherwise, and
 * only what was done is counted: the count and the new version are one transaction.
 */
export const modify: Serve<typeof prototype, 'modify', Needs> = async (input, ctx) => {
  const { requestId, sentences, version, isPartly = false, isTrial = false } = input
  return ctx.once(input, async () => {
    const { kept, recipe, pack } = await startingFrom(requestId, version, ctx)
    const source = `change-${recipe.changes.length + 1}`
    const said = { source, start: 0, end: sentences.length, text: sentences }
    const left = await leftFor(requestId, ctx)
    const scene = sceneOf(pack, kept.manifest)
    const byRules = readChanges(said, scene)
    // Who has no modification left would pay nothing with the answer, but the tenant would.
    const isAsked = byRules.refused.length > 0 && (!isCounted(ctx) || left > 0)
    const wish: Source = { id: source, kind: 'description', label: 'Your change', text: sentences }
    const { understood, refused } = isAsked ? await askWhatIsMeant(byRules, { wish, scene, recipe }, ctx) : byRules
    const applied = understood.map(({ edits, ...rest }) => rest)
    const isWanted = understood.length > 0 && (refused.length === 0 || isPartly)
    if (!isWanted || isTrial) return { applied, refused, left }
    if (isCounted(ctx) && left === 0) return ctx.fail('modification_used', used)
    const next: Recipe = {
      ...recipe,
      changes: [...recipe.changes, wish],
      edits: [...recipe.edits, ...understood.flatMap(({ edits }) => edits)],
    }
    const id = newId('mod')
    const origin = { origin: 'modification', basedOn: kept.manifest.version, note: sentences, runKey: id } as const
    const made = await makeChanged(pack, next, origin, ctx)
    return store(input, { id, requestId, sentences, made, applied, refused }, ctx)
  })
}

/** A pack of an organisation that cannot be used any more is an answer like the others, with its reason. */
async function makeChanged(
  pack: Parameters<typeof makePrototype>[0],
  recipe: Recipe,
  origin: Pick<NewPrototype, 'origin' | 'basedOn' | 'note' | 'runKey'>,
  ctx: OwnCtx,
): Promise<NewPrototype> {
  const { config, now, tenant, signal, fail } = ctx
  try {
    return await changeWithinTime(pack, ctx, () =>
      makePrototype(
        pack,
        recipe,
        { ...origin, now: now(), expiryDays: config.expiryDays },
        { tenant, signal, run: countedSandbox(ctx, 'build') },
      ),
    )
  } catch (error) {
    if (error instanceof Permanent) fail('not_modifiable', error.message)
    throw error
  }
}

type Made = Pick<Modification, 'applied' | 'refused'> & {
  id: string
  requestId: string
  sentences: string
  made: NewPrototype
}

/** Stores version, count, event and reply together. Two that come at once are told apart by the lock and the count under it. */
function store(
  asked: unknown,
  { id, requestId, sentences, made, ...said }: Made,
  outer: OwnCtx,
): Promise<Modification> {
  return outer.transaction(async (ctx) => {
    await lockRequest(ctx.db, requestId)
    const before = await freeUsed(ctx.db, requestId)
    const free = ctx.config.freeModifications
    if (isCounted(ctx) && before >= free) return ctx.fail('modification_used', used)
    await removeExpired(ctx.db, ctx.now())
    const stored = await insertPrototype(ctx.db, made)
    if (!stored) throw new Error(`Modification ${id} was stored before it was made.`)
    const freeNumber = isCounted(ctx) ? before + 1 : null
    await insertModification(ctx.db, { id, requestId, freeNumber, sentences, version: stored.version, at: ctx.now() })
    await ctx.publish('changed', { requestId, prototypeId: stored.id, version: stored.version, origin: 'modification' })
    const reply = { ...said, prototype: stored, left: Math.max(0, free - before - (freeNumber ? 1 : 0)) }
    await ctx.commit(...ctx.replyRows(asked, reply))
    return reply
  })
}
