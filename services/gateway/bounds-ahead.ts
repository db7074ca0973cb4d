import { setTimeout as sleep } from 'node:timers/promises'
import type { Bounds } from '#contracts/provisioning'
import type { Remembered } from '#platform/remembered'

type Page = { bounds: Bounds[]; next?: string }

/** Between two pages of 200, which take a few ms each: requests come in between. */
const pauseMs = 10
/** Between two rounds through all organisations, however often something changes. */
const restMs = 5_000

/**
 * Asks what bounds organisations before they come: where there are many, nearly each request is the first of its organisation in a while, and would wait
 * for a question of its own.
 *
 * @returns begins a round, after everything was forgotten
 */
export function askAhead(
  bounds: Remembered<Bounds>,
  page: (after: string | undefined) => Promise<Page>,
  stopping: AbortSignal,
): () => void {
  let isDue = false
  let isRunning = false
  const round = async () => {
    let after: string | undefined
    do {
      const askedAt = performance.now()
      const { bounds: found, next } = await page(after)
      // Those there is no room for are asked for when they come.
      if (!found.every((b) => bounds.put(b.tenant, b, askedAt))) return
      after = next
      await sleep(pauseMs, undefined, { ref: false })
    } while (after && !stopping.aborted)
  }
  const rounds = async () => {
    while (isDue && !stopping.aborted) {
      isDue = false
      // While nobody answers, each request asks for its own, as without this.
      await round().catch(() => {})
      await sleep(restMs, undefined, { ref: false })
    }
    isRunning = false
  }
  return () => {
    isDue = true
    if (isRunning) return
    isRunning = true
    void rounds()
  }
}
