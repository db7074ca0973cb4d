import type { prototype } from '#contracts/prototype'
import type { Work } from '#platform/service'
import { readLogoOf } from '../logo.ts'
import { makePrototype } from '../make.ts'
import type { Needs } from '../needs.ts'
import type { Recipe } from '../recipe.ts'
import { insertPrototype, madeBy } from '../store.ts'

const textCharsMax = 20_000
const textOf = (sources: { text: string }[]) =>
  sources
    .map(({ text }) => text)
    .join('\n')
    .slice(0, textCharsMax)

/** Chooses a template, builds the site and stores it. A repeated attempt returns what the first one stored. */
export const generate: Work<typeof prototype, 'generate', Needs> = async ({ pictures = [], ...input }, ctx, run) => {
  const earlier = await madeBy(ctx.db, run.key)
  if (earlier) return earlier
  const [chosen, logo] = await Promise.all([
    ctx.call.template.choose({ analysis: input.analysis, text: textOf(input.sources) }),
    readLogoOf(pictures, input.sources, ctx, run.signal),
  ])
  const pack = await ctx.call.template.read({ id: chosen.id })
  run.progress(0.3, 'template chosen')
  const recipe: Recipe = {
    input,
    ...(logo && { logo }),
    pack: { id: pack.pack.id, version: pack.pack.version },
    reasons: chosen.reasons,
    changes: [],
    edits: [],
  }
  const { expiryDays } = ctx.config
  const origin = { now: ctx.now(), expiryDays, runKey: run.key, origin: 'request' } as const
  const made = await makePrototype(pack, recipe, origin, { tenant: ctx.tenant, signal: run.signal })
  run.progress(0.8, 'pages rendered')
  const stored = (await insertPrototype(ctx.db, made)) ?? (await madeBy(ctx.db, run.key))
  if (!stored) throw new Error(`Prototype for task ${run.key} was neither stored nor found.`)
  return stored
}
