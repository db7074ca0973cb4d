// Customers who send at the same time, each with words that nobody else says: in the text, in a PDF and aloud.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { extractText, getDocumentProxy } from 'unpdf'
import { call, form, mails, type Receipt, readEvents, submit } from '../flows/client.ts'
import { pdf } from '../flows/fixtures.ts'
import type { Platform } from '../platform.ts'

/** Said by flite and understood by PocketSphinx without a mistake, each of them, and none taken for another. */
const goods =
  'flowers bicycles guitars blankets candles jackets lamps carpets tomatoes umbrellas telescopes bananas potatoes helmets mirrors curtains sweaters notebooks trumpets hammers'.split(
    ' ',
  )
// Names that are no words, so that no rule and no template could say them by chance.
const names = (heads: string, tails: string) =>
  heads.split(' ').flatMap((head) => tails.split(' ').map((tail) => head + tail))
const shops = names('Veld Torq Mabr Kesp Lunz', 'ano iru esta ovik')
const clubs = names('Quis Brad Fenk Hult Jorp', 'tora umel ikka ando')

export type Neighbour = { contact: string; shop: string; club: string; good: string; recording: Uint8Array }

/** Twenty customers, their recordings made in `folder`. */
export const makeNeighbours = (folder: string): Neighbour[] =>
  goods.map((good, at) => {
    const path = join(folder, `${good}.wav`)
    execFileSync('flite', ['-voice', 'rms', '-t', `We also want to sell ${good} to our customers.`, '-o', path])
    const shop = shops[at]!
    const contact = `${shop.toLowerCase()}@example.com`
    return { contact, shop, club: clubs[at]!, good, recording: readFileSync(path) }
  })

export type Answered = { neighbour: Neighbour; receipt: Receipt; request: any; results: any; tookMs: number }

const read = async (platform: Platform, { links, token }: Receipt, what: string) =>
  (await call(platform, 'GET', links[what]!, { token })).body

/** Follows a request as its page does, without asking again and again, until its final status. */
export async function answered(platform: Platform, receipt: Receipt): Promise<{ request: any; results: any }> {
  const history = await readEvents(platform, receipt)
  const request = await read(platform, receipt, 'self')
  assert.ok(
    ['completed', 'partial', 'failed'].includes(request.status),
    `${receipt.id} is ${request.status} when its stream ends after ${history.length} events\n${platform.log()}`,
  )
  return { request, results: await read(platform, receipt, 'results') }
}

/** From "send" to the final status, as one of them sees it. */
export async function visit(platform: Platform, neighbour: Neighbour): Promise<Answered> {
  const { shop, club, good, contact, recording } = neighbour
  const startedAt = performance.now()
  const receipt = await submit(
    platform,
    form(
      {
        description: `Our shop is called ${shop}. We need a web shop where customers of ${shop} can order online and pay by card.`,
        contactValue: contact,
      },
      [
        { field: 'voice', name: `${good}.wav`, content: recording, type: 'audio/wav' },
        {
          field: 'files',
          name: 'wishes.pdf',
          content: pdf([`Members of the ${club} club must be able to book a course online.`]),
        },
      ],
    ),
  )
  assert.deepEqual(receipt.refused, [])
  const { request, results } = await answered(platform, receipt)
  return { neighbour, receipt, request, results, tookMs: performance.now() - startedAt }
}

/** The status says what happened: completed when nothing failed and nothing was left, else partial, and then everything left is told in a sentence. */
export function checkStatus(request: any, results: any): void {
  const failed = request.steps.filter((s: any) => s.state === 'failed')
  const left: { label: string; reason: string }[] = results.coordination?.left ?? []
  const about = `${request.id}: ${JSON.stringify({ steps: request.steps, left })}`
  assert.equal(request.status, failed.length + left.length > 0 ? 'partial' : 'completed', about)
  for (const reason of [...failed, ...left].map((one) => one.reason))
    assert.match(reason, /^[A-Z].{15,}\.$/s, `a sentence that a customer understands: ${about}`)
}

/** Everything that one of them gets to see: texts by where they stand. */
async function seen(platform: Platform, { receipt, request, results, neighbour }: Answered) {
  const { token } = receipt
  const headers = { authorization: `Bearer ${token}` }
  const bytes = async (path: string, withToken: boolean) =>
    new Uint8Array(await (await fetch(platform.url + path, withToken ? { headers } : {})).arrayBuffer())
  const offer = await extractText(await getDocumentProxy(await bytes(`${receipt.links.self}/offer.pdf`, true)))
  const files = Object.entries(unzipSync(await bytes(results.prototype.zipPath, false)))
  const site = files.filter(([name]) => /\.(html|json|css|svg)$/.test(name))
  const found = await mails(platform, neighbour.contact)
  const letters = await Promise.all(
    found.map(async ({ ID }) => (await fetch(`${platform.mailboxUrl}/api/v1/message/${ID}`)).text()),
  )
  return {
    request: JSON.stringify(request),
    sources: JSON.stringify(results.sources),
    analysis: JSON.stringify(results.analysis),
    results: JSON.stringify(results),
    offer: offer.text.join('\n'),
    prototype: site.map(([, content]) => new TextDecoder().decode(content)).join('\n'),
    mails: letters.join('\n'),
  }
}

const says = (text: string, word: string) => new RegExp(`\\b${word}`, 'i').test(text)

/** Whether all three inputs were understood, and whether nothing of the others is anywhere. */
export async function checkOwnWords(platform: Platform, one: Answered, all: Neighbour[]): Promise<void> {
  const { neighbour, request, results } = one
  assert.equal(request.status, 'completed', JSON.stringify({ steps: request.steps, left: results.coordination?.left }))
  const ofKind = (kind: string): string => results.sources.find((s: any) => s.kind === kind)?.text ?? ''
  assert.ok(says(ofKind('description'), neighbour.shop))
  assert.ok(says(ofKind('document'), neighbour.club), `the PDF in ${JSON.stringify(results.sources)}`)
  assert.ok(says(ofKind('voice'), neighbour.good), `the voice in ${JSON.stringify(results.sources)}`)
  const texts = await seen(platform, one)
  for (const word of [neighbour.shop, neighbour.club, neighbour.good])
    assert.ok(says(texts.analysis, word), `${word} is in the analysis: ${texts.analysis}`)
  assert.ok(says(texts.prototype, neighbour.shop), `${neighbour.shop} is in the prototype`)
  assert.ok(texts.offer.includes(request.reference), 'the offer is that of the request')
  assert.ok(says(texts.mails, neighbour.contact.split('@')[0]!), 'there are mails')
  const others = all.filter((other) => other !== neighbour).flatMap(({ shop, club, good }) => [shop, club, good])
  for (const [where, text] of Object.entries(texts))
    assert.deepEqual(
      others.filter((word) => says(text, word)),
      [],
      `words of others in ${where} of ${neighbour.shop}`,
    )
}
