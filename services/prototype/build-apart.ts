import { Permanent } from '#platform/errors'
import { type runInSandbox, SandboxCrashed, SandboxOutOfMemory, SandboxTimeout } from '#platform/sandbox'
import { type Built, buildSite } from './build.ts'
import type { Recipe } from './recipe.ts'
import type { Pack } from './render.ts'

/** `isShipped`: the pack is one of ours, checked with the code; any other is text that an organisation brought. */
export type KnownPack = Pack & { isShipped: boolean }
/** `run` counts what it runs, see `countedSandbox`. */
export type Asker = { tenant: string; run: typeof runInSandbox; signal?: AbortSignal }
type Additions = Pick<Recipe, 'logo' | 'changes' | 'edits'>
type Order = { pack: Pack; input: Recipe['input']; additions: Additions }

/** A site of a shipped pack has up to 400 kB and needs some 100 ms, 0.5 s with the start of a process. */
const bounds = { timeoutMs: 20_000, memoryMbMax: 300 }
const siteCharactersMax = 5_000_000

/** Builds a site in the sandbox, where nothing but the answer comes out. Called there by name. */
export async function buildBrought({ pack, input, additions }: Order): Promise<Built> {
  const built = await buildSite(pack, input, additions)
  const characters = Object.values(built.files).reduce((sum, text) => sum + text.length, 0)
  if (characters > siteCharactersMax) throw new Error(`Its pages have more than ${siteCharactersMax} characters.`)
  return built
}

function whyNot({ id, version }: Pack['pack'], { message }: Error): string {
  const end = /[.!?]$/u.test(message) ? '' : '.'
  return `The organisation's own template "${id}" ${version} cannot be used for this request: ${message}${end}`
}

/**
 * Builds the site of a recipe where its pack can do no harm. A pack of ours is built in the server. One that an organisation brought is built in a child process
 * that serves no other tenant: its schema is compiled to code, its patterns and templates run on the words of a customer, and the sample it was checked with says
 * nothing about what they do with other words.
 *
 * @throws Permanent with a sentence when the pack is at fault or wants too much
 * @throws SandboxCrashed, the signal's reason
 */
export async function buildApart(
  pack: KnownPack,
  { input, logo, changes, edits }: Recipe,
  { tenant, run, signal }: Asker,
  within = bounds,
): Promise<Built> {
  const additions: Additions = { ...(logo && { logo }), changes, edits }
  if (pack.isShipped) return buildSite(pack, input, additions)
  const limits = { ...within, owner: tenant, party: [tenant, input.requestId], signal }
  try {
    const order = { pack: { pack: pack.pack, files: pack.files }, input, additions }
    return await run<Order, Built>(new URL(import.meta.url), 'buildBrought', order, limits)
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof SandboxCrashed) throw error
    const isTooMuch = error instanceof SandboxTimeout || error instanceof SandboxOutOfMemory
    const cause = isTooMuch ? new Error(`It ${error.message}`) : (error as Error)
    throw new Permanent(whyNot(pack.pack, cause), { cause: error })
  }
}
