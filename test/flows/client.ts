// A customer, as seen from outside: HTTP only, nothing of the services.
import { eventually } from '#platform/testing'
import type { Platform } from '../platform.ts'

export type Receipt = {
  id: string
  reference: string
  status: string
  token: string
  files: { id: string; name: string }[]
  refused: { name: string; code: string; reason: string }[]
  links: Record<string, string>
}
export type Answer = { status: number; headers: Headers; body: any }

export async function call(
  platform: Platform,
  method: string,
  path: string,
  options: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const isForm = options.body instanceof FormData
  const response = await fetch(platform.url + path, {
    method,
    headers: {
      ...(options.token && { authorization: `Bearer ${options.token}` }),
      ...(options.body !== undefined && !isForm && { 'content-type': 'application/json' }),
      ...options.headers,
    },
    body: isForm ? (options.body as FormData) : options.body === undefined ? undefined : JSON.stringify(options.body),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text,
  }
}

/** A form with the fields everybody must fill in. */
export function form(
  fields: Record<string, string>,
  files: { field: string; name: string; content: Uint8Array | string; type?: string }[] = [],
): FormData {
  const data = new FormData()
  for (const [key, value] of Object.entries({
    description: '',
    contactType: 'email',
    contactValue: 'visitor@example.com',
    consent: 'true',
    ...fields,
  }))
    data.append(key, value)
  for (const file of files)
    data.append(
      file.field,
      new Blob([file.content as Uint8Array<ArrayBuffer>], { type: file.type ?? 'application/octet-stream' }),
      file.name,
    )
  return data
}

export async function submit(
  platform: Platform,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Receipt> {
  const answer = await call(platform, 'POST', '/api/submissions', { body, headers })
  if (answer.status !== 201) throw new Error(`expected 201, got ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}

const finals = ['completed', 'partial', 'failed', 'cancelled']
/** Waits until the request has a final status and gives it back whole. */
export const finished = (platform: Platform, { id, token }: Receipt, limitMs = 60_000) =>
  eventually(
    `the end of ${id}\n${platform.log()}`,
    async () => {
      const { body } = await call(platform, 'GET', `/api/submissions/${id}`, { token })
      return finals.includes(body.status) && body
    },
    limitMs,
  )

/** Mails the mailbox has, newest first, whose addressee or text matches. */
export async function mails(platform: Platform, query: string): Promise<any[]> {
  const response = await fetch(`${platform.mailboxUrl}/api/v1/search?query=${encodeURIComponent(query)}`)
  return ((await response.json()) as { messages: any[] }).messages
}

/** Server-sent events until the stream ends. */
export async function readEvents(
  platform: Platform,
  receipt: Receipt,
  lastEventId?: string,
): Promise<{ id: string; event: string; data: any }[]> {
  const response = await fetch(`${platform.url}${receipt.links.events}`, {
    headers: { authorization: `Bearer ${receipt.token}`, ...(lastEventId && { 'last-event-id': lastEventId }) },
  })
  const text = await response.text()
  return text
    .split('\n\n')
    .filter((block) => block.includes('data: '))
    .map((block) => {
      const field = (name: string) =>
        block
          .split('\n')
          .find((line) => line.startsWith(`${name}: `))!
          .slice(name.length + 2)
      return { id: field('id'), event: field('event'), data: JSON.parse(field('data')) }
    })
}
