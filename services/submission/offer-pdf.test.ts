import assert from 'node:assert/strict'
import { test } from 'node:test'
import { extractText, getDocumentProxy } from 'unpdf'
import type { Results } from '#contracts/orchestrator'
import type { Submission } from './contract.ts'
import { offerPdf } from './offer-pdf.ts'

const request = { reference: 'SX-AAAA-BBBB', name: 'Žofie Řeháková' } as Submission
const quote = { source: 'description', start: 0, end: 9, text: 'a shop, магазин' }
const terms = { validDays: 30, validUntil: '2026-12-21', depositPercent: 50, depositMinor: 431_25 }
const offer = {
  currency: 'EUR',
  lines: [
    { label: 'order online', hours: 10, rateMinor: 75_00, amountMinor: 750_00, evidence: quote },
    ...Array.from({ length: 60 }, (_, i) => ({ label: `piece ${i}`, hours: 0, rateMinor: 75_00, amountMinor: 0 })),
  ],
  subtotalMinor: 750_00,
  contingencyPercent: 15,
  totalMinor: 862_50,
  tiers: [
    { name: 'Essential', price: { amountMinor: 862_50, currency: 'EUR' }, recommended: true, calculation: '10 h' },
  ],
  terms,
  nextSteps: [{ text: 'We settle the questions.', date: '2026-12-01' }],
  method: 'Price rules 1',
}
const results = { offer, analysis: { summary: [quote], openQuestions: [] } } as unknown as Results

async function read(bytes: Buffer) {
  const { totalPages, text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)))
  return { totalPages, pages: text, text: text.join('\n') }
}

test('the document holds the figures of the offer, the words of the customer in any script, and page numbers', async () => {
  const { text, totalPages, pages } = await read(await offerPdf(request, results, '2026-11-21T10:00:00Z'))
  for (const part of [
    'SX-AAAA-BBBB',
    'Žofie Řeháková',
    'магазин',
    '€862.50',
    '€112.50',
    '21 December 2026',
    'order online',
  ])
    assert.ok(text.includes(part), `${part} in\n${text}`)
  assert.ok(totalPages >= 2)
  for (const [i, page] of pages.entries()) assert.ok(page.includes(`${i + 1} / ${totalPages}`))
  for (let i = 0; i < 60; i++) assert.ok(text.includes(`piece ${i}`))
})

test('amounts have the digits of their currency', async () => {
  const yen = { ...results, offer: { ...offer, currency: 'JPY' } } as unknown as Results
  const { text } = await read(await offerPdf(request, yen, '2026-11-21T10:00:00Z'))
  assert.ok(/¥\s?86,250/.test(text), text)
})

test('without an offer there is nothing to print', () => {
  assert.throws(() => offerPdf(request, {} as Results, '2026-11-21T10:00:00Z'), /no offer/)
})
