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
  kind: 'e-commerce',
  complexity: 'simple',
  currency: 'EUR',
  lines: [
    { label: 'order online', hours: 10, rateMinor: 75_00, amountMinor: 750_00, evidence: quote },
    ...Array.from({ length: 60 }, (_, i) => ({ label: `piece ${i}`, hours: 0, rateMinor: 75_00, amountMinor: 0 })),
  ],
  subtotalMinor: 750_00,
  contingencyPercent: 15,
  totalMinor: 862_50,
  tiers: [
    {
      name: 'Essential',
      price: { amountMinor: 862_50, currency: 'EUR' },
      featureIds: ['f1'],
      includes: ['Test of the whole'],
      recommended: true,
      calculation: '10 h',
    },
  ],
  terms,
  nextSteps: [{ text: 'The offer ends.', date: '2026-12-01' }],
  method: 'Price rules 1',
}
const results = {
  offer,
  analysis: {
    language: { code: 'en' },
    summary: [quote],
    features: [{ id: 'f1', name: 'order online' }],
    openQuestions: [],
  },
} as unknown as Results

async function read(bytes: Buffer) {
  const { totalPages, text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)))
  const pages = text.map((page) => page.replaceAll(/\s+/g, ' '))
  return { totalPages, pages, text: pages.join('\n') }
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
    'Order online',
  ])
    assert.ok(text.includes(part), `${part} in\n${text}`)
  assert.ok(totalPages >= 2)
  for (const [i, page] of pages.entries()) assert.ok(page.includes(`Page ${i + 1} of ${totalPages}`))
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

const plan = {
  phases: [
    {
      name: 'Discovery',
      start: '2026-12-07',
      end: '2026-12-08',
      tasks: [{ id: 't', title: 'Test of the whole', hours: 7, dependsOn: [], start: '2026-12-07', end: '2026-12-08' }],
      deliverables: ['Report of the tests'],
    },
  ],
  start: '2026-12-07',
  end: '2026-12-08',
  calendar: { country: 'CZ', source: 'a table 1', daysOff: [{ date: '2026-12-24', name: 'Štědrý den' }] },
}
const expected = {
  cs: [
    'Nabídka',
    '862,50 €',
    '21. prosince 2026',
    'Zadání',
    'Test celku',
    'Nepracuje se: 24. prosince 2026 (Štědrý den)',
  ],
  de: ['Angebot', '862,50 €', '21. Dezember 2026', 'Klärung', 'Test des Ganzen', 'Unterschrift des Auftraggebers'],
  fr: ['Offre', '862,50 €', '21 décembre 2026', 'Cadrage', 'Test de l’ensemble', 'L’offre prend fin.'],
}
for (const [language, parts] of Object.entries(expected))
  test(`a request in "${language}" gets its offer in that language, with its numbers and dates`, async () => {
    const made = await offerPdf(
      { ...request, language },
      { ...results, plan } as unknown as Results,
      '2026-11-21T10:00:00Z',
    )
    const { text } = await read(made)
    for (const part of parts) assert.ok(text.includes(part), `${part} in\n${text}`)
    assert.ok(!/Offer|Discovery|Test of the whole|Signature of the customer/.test(text), text)
  })

test('a request in Arabic gets its offer in Arabic; one in a language without texts gets it in English', async () => {
  const inLanguage = async (language: string) =>
    (await read(await offerPdf({ ...request, language }, results, '2026-11-21T10:00:00Z'))).text
  const arabic = (await inLanguage('ar')).normalize('NFKC')
  for (const word of ['عرض', 'السعر', 'القبول']) assert.ok(arabic.includes(word), `${word} in\n${arabic}`)
  assert.match(await inLanguage('hu'), /Signature of the customer/)
})

test('the offer of a sample says on each page that it is one, in its language', async () => {
  for (const [language, title, sentence] of [
    ['en', 'Sample offer', 'Nobody has asked for it'],
    ['de', 'Musterangebot', 'Niemand hat darum gebeten'],
  ] as const) {
    const sample = { ...request, isSample: true, language }
    const { pages } = await read(await offerPdf(sample, results, '2026-11-21T10:00:00Z'))
    for (const page of pages) assert.ok(page.includes(title), page)
    assert.ok(pages[0]!.includes(sentence), pages[0])
  }
})

test('the organisation stands at the head and beside its signature', async () => {
  const sender = { name: 'Workshop Example', address: '1 Example Street; Register 0000' }
  const { pages, text } = await read(await offerPdf(request, results, '2026-11-21T10:00:00Z', sender))
  assert.ok(pages[0]!.startsWith('Workshop Example 1 Example Street Register 0000'), pages[0])
  assert.match(text, /Signature for Workshop Example/)
  for (const page of pages.slice(1)) assert.ok(page.includes('Workshop Example'))
})
