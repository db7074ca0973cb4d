import { queryOptions } from '@tanstack/react-query'
import type { provisioning } from '#contracts/provisioning'
import type { RouteReply } from '#platform/contract'
import { queryClient } from './api.ts'
import { type Colours, coloursOf } from './colours.ts'
import { tenantPath } from './tenant-path.ts'

/** The organisation whose pages these are. */
export type House = RouteReply<(typeof provisioning)['routes']['about']>

/** Longer than this no page waits to know how its organisation looks, in ms. */
const patienceMs = 300

export const houseQuery = queryOptions({
  queryKey: ['house'],
  queryFn: async ({ signal }): Promise<House> => {
    const answer = await fetch(`${tenantPath}/api/tenant`, { signal })
    if (!answer.ok) throw new Error(`the organisation did not say how it looks: ${answer.status}`)
    return answer.json()
  },
  staleTime: Number.POSITIVE_INFINITY,
  // Without an answer the pages look as they come.
  retry: false,
})

/** Gives the pages the colour of the organisation, or takes it away. */
export function wear(house: House | undefined): void {
  const { style } = document.documentElement
  const primary = house?.branding?.primary
  const { brand, strong, on } = primary ? coloursOf(primary) : ({} as Partial<Colours>)
  const values = { '--brand': brand, '--brand-strong': strong, '--on-brand': on }
  for (const [name, value] of Object.entries(values))
    if (value) style.setProperty(name, value)
    else style.removeProperty(name)
}

/** Looks the organisation up before anything is shown, so that nothing changes its look under the eyes of the reader. Never throws. */
export async function startHouse(): Promise<void> {
  const patience = new Promise<void>((resolve) => setTimeout(resolve, patienceMs))
  await Promise.race([queryClient.prefetchQuery(houseQuery), patience])
  wear(queryClient.getQueryData(houseQuery.queryKey))
}

/** What the organisation is called on its pages. */
export const houseName = (): string => queryClient.getQueryData(houseQuery.queryKey)?.name ?? 'StateX'
