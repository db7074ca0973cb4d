import { notification } from '#contracts/notification'
import { newId } from '#platform/ids'
import { nameOf } from './actor.ts'
import { insertInvitation } from './members.sql.ts'
import type { AuthCtx } from './needs.ts'

/** Keeps an invitation to the bound organisation and has its mail sent, in one transaction. */
export async function inviteByMail(ctx: AuthCtx, address: string, role: string, locale: string) {
  const id = newId('inv')
  return ctx.transaction(async (tx) => {
    const by = nameOf(ctx.actor)
    const row = await insertInvitation(tx.db, { id, address, role, locale, by, days: ctx.config.invitationDays })
    await tx.publish('invited', { subject: id, by, detail: role })
    await tx.start.task(notification.tasks.inform, { subjectId: id, kind: 'invitation', language: locale }, { key: id })
    return { id, address, role, createdAt: row.created_at.toISOString(), expiresAt: row.expires_at.toISOString() }
  })
}
