import type { OwnSettings } from '#contracts/provisioning'
import type { Ctx } from '#platform/service'
import type { NotificationNeeds } from './needs.ts'

/** In whose name a message goes out: what the organisation has chosen, and the configuration of the installation where it has not. */
export type Sender = { name: string; isOwn: boolean; url: string; replyTo?: string; languages?: string[] }

/** A message that is due is sent also while nobody can say what was chosen. */
export async function senderOf(ctx: Ctx<any, NotificationNeeds>): Promise<Sender> {
  const {
    name,
    branding,
    languages,
    url = ctx.publicUrl,
  }: OwnSettings = await ctx.call.provisioning.settings({}).catch(() => ({}))
  const own = branding?.senderName ?? name
  return {
    name: own ?? ctx.config.senderName,
    isOwn: own !== undefined,
    url,
    ...(languages && { languages }),
    ...(branding?.replyTo && { replyTo: branding.replyTo }),
  }
}
