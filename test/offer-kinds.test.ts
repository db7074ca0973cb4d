// From the words of a request to its price: each of the nine kinds of offer is reached, and each has a price of its own making.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ProductKind, productKinds } from '#contracts/nlp'
import { analyse } from '../services/nlp/analyse.ts'
import { priceOffer } from '../services/orchestrator/offer.ts'
import { defaultOfferConfig } from '../services/orchestrator/offer-config.ts'
import { baseWork } from '../services/orchestrator/offer-lines.ts'
import { planWork } from '../services/orchestrator/plan.ts'

const requests: Record<ProductKind, string> = {
  website: 'We need a website for our joinery with a gallery of our work. Visitors must be able to send us a message.',
  'mobile-app': 'We want a mobile app for Android and iPhone. Our runners must be able to record their training.',
  api: 'We need a REST API with webhooks. Partners must be able to query our stock.',
  'e-commerce': 'I want an online shop for my mugs. Customers must be able to pay by card.',
  crm: 'We need a CRM. Our sales team must be able to record leads and follow-ups.',
  analytics: 'We need a business intelligence tool. Managers must see a dashboard with sales per week.',
  'ai-ml': 'We want a chatbot with machine learning. It must answer the questions of our customers.',
  enterprise: 'We need an ERP for all our subsidiaries. Employees must sign in with single sign-on.',
  general: 'People must be able to reserve a seat in our reading circle.',
}
const today = new Date('2026-11-20T09:00:00Z')

test('the words of a request lead to each of the nine kinds of offer', async () => {
  const seen: Record<string, string> = {}
  for (const [kind, text] of Object.entries(requests)) {
    const analysis = await analyse({ sources: [{ id: 'description', kind: 'description', label: 'Your words', text }] })
    seen[kind] = analysis.kind.value
    const offer = priceOffer(analysis, defaultOfferConfig, today)
    assert.equal(offer.kind, analysis.kind.value)
    const level = defaultOfferConfig.complexityPercent[analysis.complexity.level]
    const setup = offer.lines.find(({ label }) => label === baseWork.setup)!
    assert.equal(setup.hours, Math.ceil((defaultOfferConfig.setupHours[offer.kind] * level) / 100), kind)
    assert.equal(offer.tiers.filter(({ recommended }) => recommended).length, 1, kind)
    assert.equal(offer.recommendation!.tier, offer.tiers.find(({ recommended }) => recommended)!.name)
    assert.ok(planWork(analysis, offer, defaultOfferConfig, today).phases.length >= 4, kind)
  }
  assert.deepEqual(seen, Object.fromEntries(productKinds.map((kind) => [kind, kind])))
})
