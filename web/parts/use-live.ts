import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Submission } from '#contracts/submission'
import { call, submissionQuery } from '../api.ts'
import { applyEvent, isFinal, progress, reconnectDelayMs } from '../live.ts'
import { eventParser, type ServerEvent } from '../sse.ts'

export type Connection = 'connecting' | 'live' | 'lost' | 'ended'

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    // Back online: no reason to wait any longer.
    addEventListener('online', () => resolve(), { once: true, signal })
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })

/** Reads one connection until it ends. */
async function readStream(response: Response, onEvent: (event: ServerEvent) => void): Promise<void> {
  const feed = eventParser()
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    for (const event of feed(value)) onEvent(event)
  }
}

/** Brings the cache in step with one event; what the event cannot say is read again. */
function apply(client: QueryClient, id: string, { event, data }: ServerEvent): void {
  const key = ['submission', id]
  const known = client.getQueryData<Submission>(key)
  if (!known) return
  const next = applyEvent(known, event, JSON.parse(data))
  if (!next) return void client.invalidateQueries({ queryKey: key })
  client.setQueryData(key, next)
  if (isFinal(next.status)) client.invalidateQueries({ queryKey: key })
  if (next === known) return
  // Only what has ended can have produced something; asking at every event would use up the rate limit for nothing.
  if (progress(next.steps).finished !== progress(known.steps).finished || isFinal(next.status))
    client.invalidateQueries({ queryKey: ['results', id] })
  client.invalidateQueries({ queryKey: ['messages', id] })
}

type Watch = {
  client: QueryClient
  id: string
  token: string
  signal: AbortSignal
  onState: (state: Connection) => void
}

/** Follows a request until it is finished, connecting again for as long as it takes. */
async function watch({ client, id, token, signal, onState }: Watch): Promise<void> {
  let lastId = ''
  let failures = 0
  const isDone = () => isFinal(client.getQueryData<Submission>(['submission', id])?.status ?? 'received')
  while (!signal.aborted && !isDone()) {
    try {
      const response = await call(id, token, '/events', { signal, headers: lastId ? { 'last-event-id': lastId } : {} })
      onState('live')
      failures = 0
      await readStream(response, (event) => {
        lastId = event.id
        apply(client, id, event)
      })
    } catch {
      // Refused or broken: both are answered by trying again, and by the read below that shows what is true now.
    }
    if (signal.aborted || isDone()) break
    failures += 1
    if (failures > 1) onState('lost')
    await pause(reconnectDelayMs(failures), signal)
    if (!signal.aborted)
      await client
        .fetchQuery({ ...submissionQuery(id, token), staleTime: 0, retry: false })
        .catch(() => onState('lost'))
  }
  if (!signal.aborted) onState('ended')
}

/** Keeps the cached request in step with the server while it is being worked on. A new `attempt` starts over. */
export function useLive(id: string, token: string, submission: Submission | undefined): Connection {
  const client = useQueryClient()
  const [state, setState] = useState<Connection>('connecting')
  const isRunning = submission !== undefined && !isFinal(submission.status)
  const attempt = submission?.attempt
  // biome-ignore lint/correctness/useExhaustiveDependencies: a retry opens a new stream
  useEffect(() => {
    if (!isRunning) return
    const stop = new AbortController()
    setState('connecting')
    watch({ client, id, token, signal: stop.signal, onState: setState })
    return () => stop.abort()
  }, [client, id, token, isRunning, attempt])
  return isRunning ? state : 'ended'
}
