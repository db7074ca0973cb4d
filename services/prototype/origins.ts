import { sourceAt } from './serving.ts'

/** Where prototypes and the application are, as the gateway says it for one request. `//` in front where the scheme is the caller's. */
export type Origins = { isOwn: boolean; main: string; own: string }

/** Undefined where there is one origin only, and for what no gateway wrote. */
export function originsFrom(text: string | undefined): Origins | undefined {
  if (!text) return undefined
  const { isOwn, main, own } = JSON.parse(text) as Partial<Origins>
  const isOrigin = (one: unknown) => typeof one === 'string' && /^(?:https?:)?\/\/[^/\s;,'"<>]+$/u.test(one)
  return isOrigin(main) && isOrigin(own) ? { isOwn: isOwn === true, main: main!, own: own! } : undefined
}

const hostOf = (origin: string) => origin.replace(/^(?:https?:)?\/\//u, '')

/** A folder or file below an origin as a source of a policy. */
export const sourceBelow = (origin: string, path: string): string | undefined => sourceAt(hostOf(origin), path)

/**
 * Who may frame a prototype that has an origin of its own: the application on the same name. With ports, any of that name: behind a forwarded
 * port the one that the browser sees is not known here, and a frame shows nothing of the visitor.
 */
export function framedBy({ main, own }: Origins): string {
  const [mainName, ownName] = [main, own].map((one) => hostOf(one).replace(/:\d+$/u, ''))
  return mainName === ownName ? `${mainName}:*` : hostOf(main)
}
