import type { template } from '#contracts/template'
import { SandboxCrashed, SandboxOutOfMemory, SandboxTimeout } from '#platform/sandbox'
import { countedSandbox } from '#platform/sandbox-time'
import type { Ctx, FormFile, Serve } from '#platform/service'
import type { Checked } from '../check.ts'
import { checkWithinTime } from '../function-time.ts'
import type { Needs } from '../needs.ts'
import { loadPacks } from '../packs.ts'
import { insertPack } from '../store.ts'
import { packLimits } from '../unpack.ts'

type OwnCtx = Ctx<typeof template, Needs>

const limits = { timeoutMs: 20_000, memoryMbMax: 300 }

async function bytesOf(file: FormFile, refuse: () => never): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of file.content) {
    bytes += chunk.length
    if (bytes > packLimits.zipBytesMax) refuse()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function check(zip: Uint8Array, ctx: OwnCtx): Promise<Checked> {
  const { tenant, signal } = ctx
  try {
    const checker = new URL('../check.ts', import.meta.url)
    const bounds = { ...limits, signal, party: [tenant] as const }
    return await countedSandbox(ctx, 'check')<Uint8Array, Checked>(checker, 'checkPack', zip, bounds)
  } catch (error) {
    if (error instanceof SandboxTimeout || error instanceof SandboxOutOfMemory || error instanceof SandboxCrashed)
      return { faults: [`Checking it ${error.message}.`] }
    throw error
  }
}

/** Takes a pack in: unpacked and judged in the sandbox, kept only when nothing is wrong with it. */
export const upload: Serve<typeof template, 'upload', Needs> = async ({ form }, ctx) => {
  let zip: Uint8Array | undefined
  const tooLarge = () => ctx.fail('pack_invalid', `A pack may have ${packLimits.zipBytesMax} bytes.`)
  await form(async (file) => {
    zip = await bytesOf(file, tooLarge)
  })
  if (!zip) return ctx.fail('pack_invalid', 'Send the pack as a file named "pack".')
  const { loaded, own, faults } = await checkWithinTime(ctx, () => check(zip!, ctx))
  if (!loaded || !own) return ctx.fail('pack_invalid', faults.join(' '))
  const { id, version, name, pages } = loaded.pack
  if ((await loadPacks()).has(id)) return ctx.fail('pack_exists', `"${id}" is the id of a shipped pack.`)
  const at = ctx.now()
  if (!(await insertPack(ctx.db, { manifest: loaded.pack, files: own }, at)))
    return ctx.fail('pack_exists', `Version ${version} of "${id}" is there already; raise the version.`)
  return { id, version, name, pages: pages.map(({ path }) => path), createdAt: at.toISOString() }
}
