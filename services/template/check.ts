import { storable } from '#platform/validate'
import { lintPack } from './lint.ts'
import { completePack, faultsOf, type LoadedPack, sharedFiles } from './packs.ts'
import { PackRefused, unpack } from './unpack.ts'

/** `own` are the files as they were brought; what every pack shares is added anew whenever it is read. */
export type Checked = { loaded?: LoadedPack; own?: Record<string, string>; faults: string[] }

const faultsMax = 20

/** Unpacks and judges a pack that somebody brought. Runs inside the sandbox: archive, templates and schema are a stranger's. */
export async function checkPack(zip: Uint8Array): Promise<Checked> {
  try {
    const own = await unpack(zip)
    if (own['manifest.json'] === undefined) return { faults: ['There is no manifest.json.'] }
    const loaded = await completePack(own, await sharedFiles())
    // What is nested without end makes a stack overflow of whoever writes it down.
    storable(loaded.pack)
    const faults = [...faultsOf(loaded), ...(await lintPack(loaded, own))]
    return faults.length > 0 ? { faults: faults.slice(0, faultsMax) } : { loaded, own, faults }
  } catch (error) {
    const said = (error as Error).message
    return { faults: [error instanceof PackRefused || /^Manifest/u.test(said) ? said : `It cannot be read: ${said}`] }
  }
}
