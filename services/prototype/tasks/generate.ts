import type { prototype } from '#contracts/prototype'
import { countedSandbox } from '#platform/sandbox-time'
import type { Ctx, Work } from '#platform/service'
import { askTime, whyNotOwn } from '../function-time.ts'
import { readLogoOf } from '../logo.ts'
import { makePrototype } from '../make.ts'
import type { Needs } from '../needs.ts'
import type { Input, Recipe } from '../recipe.ts'
import { insertPrototype, madeBy } from '../store.ts'

type OwnCtx = Ctx<typeof prototype, Needs>

const textCharsMax = 20_000
const textOf = (sources: { text: string }[]) =>
  sources
    .map(({ text }) => text)
    .join('\n')
    .slice(0, textCharsMax)

/** The pack that fits best. An own one whose time is used up gives way to a shipped one, with the reason: no request fails for that. */
async function packFor({ analysis, sources, requestId }: Omit<Input, 'pictures'>, ctx: OwnCtx) {
  const asked = { analysis, text: textOf(sources) }
  const chosen = await ctx.call.template.choose(asked)
  const pack = await ctx.call.template.read({ id: chosen.id })
  const why = await whyNotOwn(pack, ctx)
  if (!why) return { pack, reasons: chosen.reasons }
  ctx.log.info({ pack: pack.pack.id, requestId }, 'function time is used up, so a shipped template is used')
  const instead = await ctx.call.template.choose({ ...asked, isShippedOnly: true })
  return { pack: await ctx.call.template.read({ id: instead.id }), reasons: [...instead.reasons, why] }
}

/** Chooses a template, builds the site and stores it. A repeated attempt returns what the first one stored. */
export const generate: Work<typeof prototype, 'generate', Needs> = async ({ pictures = [], ...input }, ctx, run) => {
  const earlier = await madeBy(ctx.db, run.key)
  if (earlier) return earlier
  const [{ pack, reasons }, logo] = await Promise.all([
    packFor(input, ctx),
    readLogoOf(pictures, input.sources, ctx, run.signal),
  ])
  run.progress(0.3, 'template chosen')
  const recipe: Recipe = {
    input,
    ...(logo && { logo }),
    pack: { id: pack.pack.id, version: pack.pack.version },
    reasons,
    changes: [],
    edits: [],
  }
  const { expiryDays } = ctx.config
  const origin = { now: ctx.now(), expiryDays, runKey: run.key, origin: 'request' } as const
  const asker = { tenant: ctx.tenant, signal: run.signal, run: countedSandbox(ctx, 'build') }
  const made = await makePrototype(pack, recipe, origin, asker)
  if (!pack.isShipped) await askTime(ctx)
  run.progress(0.8, 'pages rendered')
  const stored = (await insertPrototype(ctx.db, made)) ?? (await madeBy(ctx.db, run.key))
  if (!stored) throw new Error(`Prototype for task ${run.key} was neither stored nor found.`)
  return stored
}
