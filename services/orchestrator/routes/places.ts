import type { Serve } from '#platform/service'
import type { orchestrator, Place } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { askTable } from '../table.ts'

let known: Promise<Place[]> | undefined

/** The table changes with the version of its library only, so it is read once in the life of the process. */
export const places: Serve<typeof orchestrator, 'places', Needs> = async () => {
  known ??= askTable<Place[]>('read-places.ts')
  known.catch(() => (known = undefined))
  return { places: await known }
}
