import { randomBytes } from 'node:crypto'
import type { prototype } from '#contracts/prototype'
import { newId } from '#platform/ids'
import type { Work } from '#platform/service'
import { buildSite } from '../build.ts'
import type { needs } from '../needs.ts'
import { typeOf } from '../serving.ts'
import { insertPrototype, madeBy } from '../store.ts'

const textCharsMax = 20_000
const textOf = (sources: { text: string }[]) =>
  sources
    .map(({ text }) => text)
    .join('\n')
    .slice(0, textCharsMax)

/** Chooses a template, builds the site and stores it. A repeated attempt returns what the first one stored. */
export const generate: Work<typeof prototype, 'generate', typeof needs> = async (input, ctx, run) => {
  const earlier = await madeBy(ctx.db, run.key)
  if (earlier) return earlier
  const chosen = await ctx.call.template.choose({ analysis: input.analysis, text: textOf(input.sources) })
  const pack = await ctx.call.template.read({ id: chosen.id })
  run.progress(0.3, 'template chosen')
  const { files, ...site } = await buildSite(pack, input)
  run.progress(0.8, 'pages rendered')
  const id = newId('pro')
  const secret = randomBytes(32).toString('base64url')
  const address = `/prototypes/${id}/${secret}`
  const about = {
    id,
    requestId: input.requestId,
    template: { id: pack.pack.id, version: pack.pack.version, reasons: chosen.reasons },
    ...site,
    createdAt: ctx.now().toISOString(),
  }
  // The archive is passed on, so its manifest must not hold the address that opens the live prototype.
  const all = { ...files, 'manifest.json': `${JSON.stringify({ ...about, licence: pack.pack.licence }, null, 2)}\n` }
  const stored = Object.entries(all).map(([path, text]) => ({ path, type: typeOf(path), content: Buffer.from(text) }))
  const manifest = { ...about, path: `${address}/`, zipPath: `${address}/prototype.zip` }
  const made =
    (await insertPrototype(ctx.db, { manifest, runKey: run.key, secret, files: stored })) ??
    (await madeBy(ctx.db, run.key))
  if (!made) throw new Error(`Prototype for task ${run.key} was neither stored nor found.`)
  return made
}
