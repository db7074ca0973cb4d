import { QueryClient, queryOptions } from '@tanstack/react-query'
import type { Message } from '#contracts/notification'
import type { Results } from '#contracts/orchestrator'
import type { Difference, Entry, Modification, Prototype, Version } from '#contracts/prototype'
import type { Receipt, Submission } from '#contracts/submission'
import { tenantPath } from './tenant-path.ts'

/** A refusal of the server (RFC 9457), or `network` when no answer came at all. */
export class Problem extends Error {
  status: number
  code: string
  /** Why a sign-in holds no longer, where that is what is refused. */
  ended?: string
  constructor(status: number, code: string, detail: string, ended?: string) {
    super(detail)
    this.status = status
    this.code = code
    this.ended = ended
  }
}

/** Whether sending the same thing again could work: no answer, a server fault, or too many requests. */
export const isTemporary = (problem: Problem): boolean =>
  problem.status === 0 || problem.status >= 500 || problem.status === 429 || problem.status === 408

/** Reads a problem document; anything else (a proxy's HTML page) keeps only its status. */
export function problemOf(status: number, body: string): Problem {
  try {
    const { code, detail, title, ended } = JSON.parse(body)
    return new Problem(status, String(code ?? `http_${status}`), String(detail ?? title ?? ''), ended)
  } catch {
    return new Problem(status, `http_${status}`, '')
  }
}

const pathOf = (id: string, rest = '') => `${tenantPath}/api/submissions/${encodeURIComponent(id)}${rest}`

/** Fetches with the request's secret; refusals are thrown as `Problem`. */
export const call = (id: string, token: string, rest: string, init: RequestInit = {}): Promise<Response> =>
  ask(pathOf(id, rest), token, init)

async function ask(path: string, token: string, init: RequestInit): Promise<Response> {
  const headers = { ...(init.headers as Record<string, string>), authorization: `Bearer ${token}` }
  const response = await fetch(path, { ...init, headers }).catch((cause) => {
    if (init.signal?.aborted) throw cause
    throw new Problem(0, 'network', '')
  })
  if (!response.ok) throw problemOf(response.status, await response.text())
  return response
}

const read = async <T>(id: string, token: string, rest: string, signal: AbortSignal): Promise<T> =>
  (await call(id, token, rest, { signal })).json()

export const submissionQuery = (id: string, token: string) =>
  queryOptions({ queryKey: ['submission', id], queryFn: ({ signal }) => read<Submission>(id, token, '', signal) })
export const resultsQuery = (id: string, token: string) =>
  queryOptions({ queryKey: ['results', id], queryFn: ({ signal }) => read<Results>(id, token, '/results', signal) })
export const messagesQuery = (id: string, token: string) =>
  queryOptions({
    queryKey: ['messages', id],
    queryFn: async ({ signal }) => (await read<{ messages: Message[] }>(id, token, '/messages', signal)).messages,
    // A mail may be tried again for a day; the page follows as long as it is open.
    refetchInterval: ({ state }) => (state.data?.some((message) => message.state === 'queued') ? 5_000 : false),
  })

const prototypePath = (id: string, rest = '') =>
  `${tenantPath}/api/prototypes/requests/${encodeURIComponent(id)}${rest}`
const prototypeRead = async <T>(id: string, token: string, rest: string, signal: AbortSignal): Promise<T> =>
  (await ask(prototypePath(id, rest), token, { signal })).json()

export const versionsQuery = (id: string, token: string) =>
  queryOptions({
    queryKey: ['versions', id],
    queryFn: ({ signal }) => prototypeRead<{ versions: Version[]; left: number }>(id, token, '', signal),
  })
export const differenceQuery = (id: string, token: string, from: number, to: number) =>
  queryOptions({
    queryKey: ['difference', id, from, to],
    queryFn: ({ signal }) => prototypeRead<Difference>(id, token, `/diff?from=${from}&to=${to}`, signal),
  })
export const inboxQuery = (id: string, token: string) =>
  queryOptions({
    queryKey: ['inbox', id],
    queryFn: async ({ signal }) => (await prototypeRead<{ entries: Entry[] }>(id, token, '/inbox', signal)).entries,
    staleTime: 0,
  })

const json = { 'content-type': 'application/json' }
/** Asks for changes of the prototype in plain sentences; with `isTrial` only what would be done. `key` makes a repeated wish one wish. */
export const modify = async (
  id: string,
  token: string,
  wish: { sentences: string; isTrial: boolean; isPartly?: boolean },
  key: string,
): Promise<Modification> => {
  const headers = { ...json, 'idempotency-key': key }
  return (
    await ask(prototypePath(id, '/modifications'), token, { method: 'POST', headers, body: JSON.stringify(wish) })
  ).json()
}
/** Makes an earlier version the newest again. */
export const restore = async (id: string, token: string, version: number): Promise<Prototype> =>
  (
    await ask(prototypePath(id, '/restore'), token, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ version }),
    })
  ).json()

/** Stops or repeats the work on a request. Answers the request as it is then. */
export const act = async (id: string, token: string, verb: 'cancel' | 'retry'): Promise<Submission> =>
  (await call(id, token, `/${verb}`, { method: 'POST' })).json()

/** Corrects what the voice note says; the request then runs again. */
export const correctTranscript = async (id: string, token: string, text: string): Promise<Submission> => {
  const headers = { 'content-type': 'application/json' }
  return (await call(id, token, '/transcript', { method: 'PUT', headers, body: JSON.stringify({ text }) })).json()
}

/** Address of a stored file for elements that cannot send headers, such as `<audio>` and download links. */
export const fileUrl = (id: string, token: string, fileId: string): string =>
  `${pathOf(id, `/files/${encodeURIComponent(fileId)}`)}?token=${encodeURIComponent(token)}`

/** Address of the picture of one page of a file, for `<img>`. */
export const pageUrl = (id: string, token: string, fileId: string, page: number): string =>
  `${tenantPath}/api/documents/${encodeURIComponent(id)}/${encodeURIComponent(fileId)}/pages/${page}?token=${encodeURIComponent(token)}`

/** Address of the offer as a document, for a download link. */
export const offerUrl = (id: string, token: string): string =>
  `${pathOf(id, '/offer.pdf')}?token=${encodeURIComponent(token)}`

/**
 * Sends the form and reports upload progress, which `fetch` cannot.
 *
 * @param key idempotency key: sent again with the same form, it never makes a second request
 * @param onProgress bytes sent and bytes in all
 * @throws Problem; code `network` when the connection broke, `aborted` when `signal` stopped it
 */
export function send(
  form: FormData,
  key: string,
  onProgress: (loaded: number, total: number) => void,
  signal: AbortSignal,
): Promise<Receipt> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest()
    xhr.open('POST', `${tenantPath}/api/submissions`)
    xhr.setRequestHeader('idempotency-key', key)
    xhr.upload.onprogress = (event) => onProgress(event.loaded, event.total)
    xhr.onload = () => {
      if (xhr.status === 201) resolve(JSON.parse(xhr.responseText))
      else reject(problemOf(xhr.status, xhr.responseText))
    }
    xhr.onerror = () => reject(new Problem(0, 'network', ''))
    xhr.onabort = () => reject(new Problem(0, 'aborted', ''))
    signal.addEventListener('abort', () => xhr.abort(), { once: true })
    xhr.send(form)
  })
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => failures < 3 && error instanceof Problem && isTemporary(error),
    },
  },
})
