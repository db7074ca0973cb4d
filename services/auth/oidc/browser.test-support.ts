import { request as send } from 'node:http'

export type Answer = {
  status: number
  url: string
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** A browser without scripts: keeps cookies by path, follows redirects within one host, submits forms. */
export function openBrowser(origin: string) {
  const jar = new Map<string, { value: string; path: string }>()
  const cookiesFor = (path: string) =>
    [...jar]
      .filter(
        ([, c]) => path === c.path || path.startsWith(c.path.endsWith('/') ? c.path : `${c.path}/`) || c.path === '/',
      )
      .map(([name, c]) => `${name}=${c.value}`)
      .join('; ')
  const keep = (line: string, at: string) => {
    const [pair = '', ...attributes] = line.split('; ')
    const i = pair.indexOf('=')
    const path = attributes.find((a) => /^path=/i.test(a))?.slice(5) ?? at.slice(0, Math.max(1, at.lastIndexOf('/')))
    if (/expires=Thu, 01 Jan 1970/i.test(line) || /max-age=0/i.test(line)) jar.delete(pair.slice(0, i))
    else jar.set(pair.slice(0, i), { value: pair.slice(i + 1), path })
  }
  const once = (url: URL, form?: string) =>
    new Promise<Answer>((resolve, reject) => {
      const headers = {
        accept: 'text/html',
        cookie: cookiesFor(url.pathname),
        ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded', origin }),
      }
      const asked = send(url, { method: form === undefined ? 'GET' : 'POST', headers }, (response) => {
        for (const line of response.headers['set-cookie'] ?? []) keep(line, url.pathname)
        const chunks: Buffer[] = []
        response.on('data', (chunk) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode!,
            url: url.href,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        )
      })
      asked.on('error', reject)
      asked.end(form)
    })
  const go = async (address: string, form?: string): Promise<Answer> => {
    let answer = await once(new URL(address, origin), form)
    for (let hops = 0; answer.status >= 300 && answer.status < 400 && hops < 20; hops++) {
      const next = new URL(String(answer.headers.location), answer.url)
      // The application's own address: nobody listens there, the test reads it.
      if (next.origin !== origin) return { ...answer, url: next.href }
      answer = await once(next)
    }
    return answer
  }
  return {
    jar,
    open: (address: string) => go(address),
    /** Submits the first form of a page, with the button that was pressed. */
    submit(page: Answer, pressed: Record<string, string> = {}) {
      const action = /<form[^>]*action="([^"]+)"/.exec(page.body)?.[1]
      if (!action) throw new Error(`no form in ${page.url}: ${page.status} ${page.body.slice(-400)}`)
      const hidden = [...page.body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)]
      const fields = new URLSearchParams([
        ...hidden.map(([, n, v]): [string, string] => [n!, v!]),
        ...Object.entries(pressed),
      ])
      return go(new URL(action, page.url).href, fields.toString())
    },
  }
}
export type Browser = ReturnType<typeof openBrowser>
