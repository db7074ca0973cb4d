import { deviceCookie } from '#platform/cookies'
import { newId } from '#platform/ids'
import type { AuthCtx } from '../needs.ts'
import { subjectOfToken } from '../tickets.ts'

const keptS = 400 * 86_400

/** The device, when this browser signed in as that person before. Its cookie is signed for both, so that nobody makes or moves one. */
export function deviceOf(ctx: AuthCtx, personId: string): string | undefined {
  const [, person, device] = subjectOfToken(ctx, ctx.client?.device ?? '')?.split(':') ?? []
  return person === personId ? device : undefined
}

/** Lets this browser be known the next time. It opens nothing: it only has wrong attempts of its own to make. */
export function rememberDevice(ctx: AuthCtx, personId: string): void {
  if (!ctx.client || deviceOf(ctx, personId)) return
  const token = ctx.tokenFor(`device:${personId}:${newId('dev')}`)
  ctx.header('set-cookie', deviceCookie(token, ctx.client, keptS))
}
