import type { Source } from '#contracts/nlp'
import { runInSandbox } from '#platform/sandbox'
import type { Ctx } from '#platform/service'
import type { Paint } from './scheme.ts'

export type Picture = { fileId: string; key: string; name: string; type: string }
export type Logo = { name: string; colours: Paint[] }

const named = /logo|brand|signet|wappen|emblem|marke|znak|značk|شعار/iu
const limits = { timeoutMs: 10_000, memoryMbMax: 256, mayLoadAddons: true }

/** The picture that is the customer's logo: its file name says so, or the request speaks of a logo and has one picture. */
export function logoAmong(pictures: Picture[], sources: Source[]): Picture | undefined {
  const images = pictures.filter(({ type }) => /^image\/(?:png|jpeg|webp|gif|svg\+xml)/u.test(type))
  const speaksOfLogo = sources.some(({ text }) => /logo|شعار/iu.test(text.slice(0, 100_000)))
  return images.find(({ name }) => named.test(name)) ?? (images.length === 1 && speaksOfLogo ? images[0] : undefined)
}

/** Its colours; undefined when there is no logo, or when it cannot be read: then the look is drawn, as for everybody else. */
export async function readLogoOf(
  pictures: Picture[],
  sources: Source[],
  ctx: Pick<Ctx, 'adapters' | 'log' | 'tenant'>,
  signal: AbortSignal,
): Promise<Logo | undefined> {
  const logo = logoAmong(pictures, sources)
  if (!logo) return undefined
  try {
    const path = await ctx.adapters.blobs.path(logo.key)
    const reader = new URL('./logo-colours.ts', import.meta.url)
    const colours = await runInSandbox<string, Paint[]>(reader, 'readLogo', path, {
      ...limits,
      signal,
      party: [ctx.tenant, logo.fileId],
    })
    return colours.length > 0 ? { name: logo.name, colours } : undefined
  } catch (error) {
    signal.throwIfAborted()
    ctx.log.warn({ err: error, fileId: logo.fileId }, 'the colours of a logo could not be read')
    return undefined
  }
}
