import { defaultTenant } from '#platform/access'
import { dayIn } from '#platform/day'
import type { Ctx, Serve } from '#platform/service'
import type { submission } from '../contract.ts'
import type { Needs } from '../needs.ts'
import type { Sender } from '../offer-pdf.ts'
import { findSubmission } from '../store.ts'

/** The offer as a document to send. Made anew each time from the stored results: it can never differ from the page. */
export const offer: Serve<typeof submission, 'offer', Needs> = async ({ id }, ctx) => {
  const request = await findSubmission(ctx.db, id)
  if (!request) return ctx.fail('not_found', 'There is no such request.')
  const [results, chosen] = await Promise.all([
    ctx.call.orchestrator.results({ id }),
    ctx.call.provisioning.settings({}),
  ])
  const { name = ctx.config.organisationName, timeZone } = chosen
  if (!results.offer) return ctx.fail('no_offer', 'There is no offer yet; the steps of the request say why.')
  // Loaded with the first document: nobody else pays for the library and its typefaces.
  const { offerPdf } = await import('../offer-pdf.ts')
  const madeOn = dayIn(new Date(request.finishedAt ?? results.updatedAt), timeZone)
  const content = await offerPdf(request, results, madeOn, senderOf(ctx, name))
  const headers = {
    'cache-control': 'private, no-store',
    'content-disposition': `attachment; filename="Offer ${request.reference}.pdf"`,
    'x-content-type-options': 'nosniff',
  }
  return { content, type: 'application/pdf', bytes: content.length, headers }
}

/** The organisation as it calls itself. The configured address is that of the installation's own organisation, and stands below no other name. */
function senderOf({ config, tenant }: Ctx<typeof submission, Needs>, name: string | undefined): Sender {
  const isConfigured = tenant === defaultTenant || name === config.organisationName
  return { name, ...(isConfigured && { address: config.organisationAddress }) }
}
