import { queryOptions } from '@tanstack/react-query'
import type { provisioning } from '#contracts/provisioning'
import type { RouteReply } from '#platform/contract'
import { queryClient } from './api.ts'
import { showTimesIn } from './format.ts'
import { tenantPath } from './tenant-path.ts'

/** The organisation whose pages these are: what it is called, and how it looks. */
export type About = RouteReply<(typeof provisioning)['routes']['about']>

/** Longer than this no page waits to know how its organisation looks, in ms. */
const patienceMs = 300

export const aboutQuery = queryOptions({
  queryKey: ['about'],
  queryFn: async ({ signal }): Promise<About> => {
    const answer = await fetch(`${tenantPath}/api/tenant`, { signal })
    if (!answer.ok) throw new Error(`the organisation did not say how it looks: ${answer.status}`)
    return answer.json()
  },
  staleTime: Number.POSITIVE_INFINITY,
  // Without an answer the pages look as they come.
  retry: false,
  retryOnMount: false,
})

/** Gives the pages the colours and the time of the organisation, or takes them away. */
export function applyAbout({ branding, onPrimary, links, timeZone }: Partial<About> = {}): void {
  showTimesIn(timeZone)
  const primary = branding?.primary
  // Under the pointer it moves away from the words, so that they are read as well.
  const away = onPrimary === '#ffffff' ? 'black' : 'white'
  const strong = primary && `color-mix(in srgb, ${primary} 80%, ${away})`
  const { style } = document.documentElement
  const link = links && `light-dark(${links.light}, ${links.dark})`
  const colours = {
    ...{ '--brand': primary, '--brand-strong': strong, '--on-brand': onPrimary },
    ...{ '--link': link, '--focus': link },
  }
  for (const [name, value] of Object.entries(colours))
    if (value) style.setProperty(name, value)
    else style.removeProperty(name)
}

/** Looks the organisation up before anything is shown, so that nothing changes its look under the eyes of the reader. Undefined when that took too long; never throws. */
export async function startBranding(): Promise<About | undefined> {
  const patience = new Promise<void>((resolve) => setTimeout(resolve, patienceMs))
  await Promise.race([queryClient.prefetchQuery(aboutQuery), patience])
  const about = queryClient.getQueryData(aboutQuery.queryKey)
  applyAbout(about)
  return about
}
