import type { auth, Session } from '#contracts/auth'
import type { Static } from '#platform/contract'
import { sessionCookie } from '#platform/cookies'
import type { Serve } from '#platform/service'
import { personOf } from '../actor.ts'
import type { AuthCtx, Needs } from '../needs.ts'
import { openSessionsOf } from '../sessions.sql.ts'
import { revokeSession as end } from '../sessions.ts'

type Contract = typeof auth

export async function sessionsOf(ctx: AuthCtx): Promise<Static<typeof Session>[]> {
  const { id, session } = personOf(ctx)
  const rows = await openSessionsOf(ctx.db, id, ctx.config.sessionIdleMinutes)
  return rows.map((row) => ({
    id: row.id,
    isCurrent: row.id === session,
    createdAt: row.created_at.toISOString(),
    seenAt: row.seen_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    endsUnusedAt: row.idle_at.toISOString(),
    address: row.address,
    agent: row.user_agent,
  }))
}

export const listSessions: Serve<Contract, 'listSessions', Needs> = async (_input, ctx) => ({
  sessions: await sessionsOf(ctx),
})

export const revokeSession: Serve<Contract, 'revokeSession', Needs> = async ({ sessionId }, ctx) => {
  const { id, session } = personOf(ctx)
  if (!(await end(ctx, id, sessionId))) return ctx.fail('not_found', 'You have no such open session.')
  if (sessionId === session && ctx.client) ctx.header('set-cookie', sessionCookie('', ctx.client, 0))
  return { done: true }
}
