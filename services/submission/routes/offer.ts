import type { Serve } from '#platform/service'
import type { submission } from '../contract.ts'
import type { Needs } from '../needs.ts'
import { findSubmission } from '../store.ts'

/** The offer as a document to send. Made anew each time from the stored results: it can never differ from the page. */
export const offer: Serve<typeof submission, 'offer', Needs> = async ({ id }, ctx) => {
  const request = await findSubmission(ctx.db, id)
  if (!request) return ctx.fail('not_found', 'There is no such request.')
  const results = await ctx.call.orchestrator.results({ id })
  if (!results.offer) return ctx.fail('no_offer', 'There is no offer yet; the steps of the request say why.')
  // Loaded with the first document: nobody else pays for the library and its typefaces.
  const { offerPdf } = await import('../offer-pdf.ts')
  const { organisationName: name, organisationAddress: address } = ctx.config
  const content = await offerPdf(request, results, request.finishedAt ?? results.updatedAt, { name, address })
  const headers = {
    'cache-control': 'private, no-store',
    'content-disposition': `attachment; filename="Offer ${request.reference}.pdf"`,
    'x-content-type-options': 'nosniff',
  }
  return { content, type: 'application/pdf', bytes: content.length, headers }
}
