// A browser without scripts: keeps cookies by path, follows redirects within one origin, submits the forms of pages.
import { send } from './wire.ts'

export type Page = { status: number; url: string; text: string }
type Cookie = { value: string; path: string }

/** `connectTo` is where the platform listens; `origin` is what the address bar says. */
export function openBrowser(origin: string, connectTo = origin) {
  const jar = new Map<string, Cookie>()
  const cookiesFor = (path: string) =>
    [...jar].filter(([, cookie]) => isBelow(path, cookie.path)).map(([name, { value }]) => `${name}=${value}`)
  const once = async (url: URL, form?: string): Promise<Page & { location?: string }> => {
    const reply = await send(connectTo, `${url.pathname}${url.search}`, {
      method: form === undefined ? 'GET' : 'POST',
      host: url.host,
      body: form,
      headers: {
        accept: 'text/html',
        cookie: cookiesFor(url.pathname).join('; '),
        'sec-fetch-site': form === undefined ? 'none' : 'same-origin',
        ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
    })
    for (const line of reply.headers['set-cookie'] ?? []) keep(jar, line, url.pathname)
    return { status: reply.status, url: url.href, text: reply.text, location: reply.headers.location }
  }
  const go = async (address: string, form?: string): Promise<Page> => {
    let page = await once(new URL(address, origin), form)
    for (let hops = 0; page.location && hops < 20; hops++) {
      const next = new URL(page.location, page.url)
      // Another origin is the application's own address, and the sign-in page is the web application's: the test reads where it was sent.
      if (next.origin !== origin || next.pathname === '/sign-in') return { ...page, url: next.href }
      page = await once(next)
    }
    return page
  }
  return {
    /** Takes a session cookie, as a sign-in on our own pages would have set it. */
    signIn: (cookie: string) => keep(jar, `${cookie}; Path=/`, '/'),
    cookie: (name: string) => `${name}=${jar.get(name)?.value}`,
    open: (address: string) => go(address),
    /** Submits the form of a page, with the button that was pressed and what was typed. */
    submit(page: Page, filled: Record<string, string> = {}): Promise<Page> {
      const action = /<form[^>]*action="([^"]+)"/.exec(page.text)?.[1]
      if (!action) throw new Error(`${page.url} has no form: ${page.status} ${page.text.slice(-600)}`)
      const hidden = [...page.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)]
      const fields = new URLSearchParams([
        ...hidden.map(([, name, value]): [string, string] => [name!, value!]),
        ...Object.entries(filled),
      ])
      return go(new URL(action, page.url).href, fields.toString())
    },
  }
}
export type Browsing = ReturnType<typeof openBrowser>

const isBelow = (path: string, of: string) => of === '/' || path === of || path.startsWith(`${of}/`)

function keep(jar: Map<string, Cookie>, line: string, at: string): void {
  const [pair = '', ...attributes] = line.split('; ')
  const name = pair.slice(0, pair.indexOf('='))
  const path = attributes.find((a) => /^path=/i.test(a))?.slice(5) ?? (at.slice(0, at.lastIndexOf('/')) || '/')
  const isGone = /expires=Thu, 01 Jan 1970|max-age=0/i.test(line)
  // One name may be kept for two paths; the tests use a jar for one sign-in at a time, so that the last one is the one that counts.
  if (isGone) jar.delete(name)
  else jar.set(name, { value: pair.slice(name.length + 1), path })
}
