import { fork } from 'node:child_process'
import { join } from 'node:path'
import { bareEnvironment } from './server.ts'

/** What came back of calls: how many were sent, refused with 429, refused without `Retry-After`, and not answered. */
export type Found = { sent: number; refused: number; unsaid: number; failed: number }

/** A process that calls too often when it is told to: started before anything is measured, because a start takes a core for itself. */
export function openNoise(url: string, host: string, perSecond: number, forMs: number) {
  const args = [url, host, String(perSecond), String(forMs)]
  const child = fork(join(import.meta.dirname, 'noise-caller.ts'), args, { env: bareEnvironment })
  const gone = new Promise<never>((_, reject) => child.once('exit', () => reject(new Error('the noisy caller ended'))))
  gone.catch(() => {})
  return {
    make(): Promise<Found> {
      const found = new Promise<Found>((resolve) => child.once('message', (message) => resolve(message as Found)))
      child.send('now')
      return Promise.race([found, gone])
    },
    stop: () => child.kill(),
  }
}
