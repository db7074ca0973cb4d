import type { Analysis, Feature, Source } from '#contracts/nlp'
import type { prototype } from '#contracts/prototype'
import type { TaskInput } from '#platform/service'

export type Input = TaskInput<(typeof prototype)['tasks']['generate']>
type Wish = [category: Feature['category'], words: string, name?: string, priority?: Feature['priority']]
type Told = {
  requestId?: string
  language?: string
  text: string
  document?: string
  customerName?: string
  kind?: Analysis['kind']['value']
  industry?: Analysis['industry']['value']
  summary?: string[]
  wishes?: Wish[]
  users?: string[]
  entities?: [kind: Analysis['entities'][number]['kind'], words: string][]
  cues?: [kind: Analysis['cues'][number]['kind'], words: string][]
  keywords?: string[]
}

/** An input of the task as the analysis would give it for a text; every part is a passage that must occur in the text. */
export function inputOf(told: Told): Input {
  const sources: Source[] = [{ id: 'description', kind: 'description', label: 'Description', text: told.text }]
  if (told.document) sources.push({ id: 'fil_1', kind: 'document', label: 'price-list.pdf', text: told.document })
  const quote = (words: string) => {
    const source = sources.find(({ text }) => text.includes(words))
    if (!source) throw new Error(`The sample text does not say: ${words}`)
    const start = source.text.indexOf(words)
    return { source: source.id, start, end: start + words.length, text: words }
  }
  const features = (told.wishes ?? []).map(([category, words, name, priority], index) => ({
    id: `f${index + 1}`,
    name: name ?? words,
    category,
    priority: priority ?? ('must' as const),
    evidence: quote(words),
  }))
  const analysis: Analysis = {
    language: { code: told.language ?? 'en', confidence: 1, method: 'sample' },
    depth: 'full',
    summary: (told.summary ?? []).map(quote),
    industry: { value: told.industry ?? 'other', confidence: 0.7, evidence: [], alternatives: [] },
    kind: { value: told.kind ?? 'website', confidence: 0.8, evidence: [] },
    targetUsers: (told.users ?? []).map((name) => ({ name, evidence: quote(name) })),
    needs: [],
    features,
    entities: (told.entities ?? []).map(([kind, text]) => ({ kind, text, evidence: quote(text) })),
    keywords: (told.keywords ?? []).map((text) => ({ text, count: 2, evidence: quote(text) })),
    cues: (told.cues ?? []).map(([kind, words]) => ({ kind, evidence: quote(words) })),
    sentiment: { score: 0, method: 'sample' },
    complexity: { level: 'moderate', points: 10, reasons: [] },
    openQuestions: [],
    method: 'sample',
    confidence: 0.8,
  }
  return {
    requestId: told.requestId ?? 'req_01k9sample00000000000000000',
    language: told.language ?? 'en',
    ...(told.customerName && { customerName: told.customerName }),
    analysis,
    sources,
  }
}

/** A potter who wants a shop: products with prices in the text and in a document, a budget that visitors must not read. */
export const mugShop = inputOf({
  requestId: 'req_01k9mugshop000000000000001',
  text: `We want to open an online shop for handmade ceramic mugs. Our studio is called Ember & Clay and we work in Bristol. Every mug is thrown, glazed and fired by the two of us, so no two are the same. We sell espresso cups for £14, breakfast mugs for £22 and tea bowls for £26. Colours: sea blue, oat, charcoal. Customers should be able to browse the catalogue, choose a colour and order. They should pay by card. We would like to send gift cards with a hand-written note. The shop is for coffee lovers and people looking for gifts. Write to hello@emberandclay.example. Our budget is £6,000. The studio is open Thursday to Saturday 10:00-17:00.`,
  document: 'Name | Size | Price\nEspresso cups | 90 ml | £14\nLatte mug | 350 ml | £24\nServing plate | 28 cm | £38\n',
  kind: 'e-commerce',
  industry: 'crafts',
  summary: [
    'We want to open an online shop for handmade ceramic mugs.',
    'Every mug is thrown, glazed and fired by the two of us, so no two are the same.',
    'Our budget is £6,000.',
  ],
  wishes: [
    [
      'catalogue',
      'Customers should be able to browse the catalogue, choose a colour and order.',
      'browse the catalogue',
    ],
    [
      'ordering',
      'Customers should be able to browse the catalogue, choose a colour and order.',
      'choose a colour and order',
    ],
    ['payment', 'They should pay by card.', 'pay by card'],
    [
      'communication',
      'We would like to send gift cards with a hand-written note.',
      'send gift cards with a hand-written note',
      'should',
    ],
  ],
  users: ['coffee lovers', 'people looking for gifts'],
  entities: [
    ['email', 'hello@emberandclay.example'],
    ['place', 'Bristol'],
    ['money', '£6,000'],
  ],
  cues: [['budget', 'Our budget is £6,000.']],
})

/** A dental group: services without prices, opening hours, a wish that is ruled out. */
export const dentist = inputOf({
  requestId: 'req_01k9dentist000000000000001',
  text: `We are Northwind Dental Group. We need a website where a patient can register, choose a clinic and a dentist, and book, move or cancel an appointment. Our services: check-up, dental hygiene, whitening, children's dentistry. Patients get an email confirmation and an SMS reminder. Receptionists need a calendar view for each clinic. We do not want online payment. Many of our patients are families with small children, and we take time for those who are afraid. We are open Monday to Friday 8:00-18:00. You find us in Bristol. Call +44 117 496 0123. We want to open by 1 July 2026.`,
  kind: 'website',
  industry: 'health',
  summary: [
    'We need a website where a patient can register, choose a clinic and a dentist, and book, move or cancel an appointment.',
    'Many of our patients are families with small children, and we take time for those who are afraid.',
  ],
  wishes: [
    [
      'booking',
      'We need a website where a patient can register, choose a clinic and a dentist, and book, move or cancel an appointment.',
      'book, move or cancel an appointment',
    ],
    [
      'accounts',
      'We need a website where a patient can register, choose a clinic and a dentist, and book, move or cancel an appointment.',
      'a patient can register',
    ],
    [
      'communication',
      'Patients get an email confirmation and an SMS reminder.',
      'an email confirmation and an SMS reminder',
    ],
    ['booking', 'Receptionists need a calendar view for each clinic.', 'calendar view for each clinic'],
    ['payment', 'We do not want online payment.', 'online payment', 'wont'],
  ],
  users: ['families with small children', 'Receptionists'],
  entities: [
    ['organisation', 'Northwind Dental Group'],
    ['phone', '+44 117 496 0123'],
    ['place', 'Bristol'],
  ],
  cues: [['deadline', 'We want to open by 1 July 2026.']],
})

/** A consultancy that wants to be found: nothing to sell by the piece. */
export const studio = inputOf({
  requestId: 'req_01k9studio0000000000000001',
  customerName: 'Maren Okafor',
  text: `I would like a website that explains how our studio helps small museums tell their stories. Curators come to us when an exhibition is planned and the budget is small. I need pages with our past exhibitions and large photographs. Visitors should find a contact form and a newsletter. The text must be easy to change without a developer. English and Welsh are both important to us. It would be nice to have a calendar of talks.`,
  kind: 'website',
  industry: 'media',
  summary: [
    'I would like a website that explains how our studio helps small museums tell their stories.',
    'Curators come to us when an exhibition is planned and the budget is small.',
    'English and Welsh are both important to us.',
  ],
  wishes: [
    [
      'media',
      'I need pages with our past exhibitions and large photographs.',
      'our past exhibitions and large photographs',
    ],
    ['communication', 'Visitors should find a contact form and a newsletter.', 'a contact form and a newsletter'],
    ['content', 'The text must be easy to change without a developer.', 'easy to change without a developer'],
    ['localisation', 'English and Welsh are both important to us.'],
    ['booking', 'It would be nice to have a calendar of talks.', 'a calendar of talks', 'could'],
  ],
  users: ['small museums', 'Curators'],
})

/** The same potter in Czech. */
export const mugShopCzech = inputOf({
  requestId: 'req_01k9hrnky00000000000000001',
  language: 'cs',
  text: 'Chceme otevřít e-shop s ručně točenou keramikou. Jmenujeme se Hlína z Polabí. Prodáváme hrnky za 390 Kč, misky za 450 Kč a talíře za 620 Kč. Zákazníci si mají vybrat barvu a objednat. Máme otevřeno út-pá 9:00-17:00. Dílna je v Kolíně.',
  kind: 'e-commerce',
  industry: 'crafts',
  summary: ['Chceme otevřít e-shop s ručně točenou keramikou.'],
  wishes: [['ordering', 'Zákazníci si mají vybrat barvu a objednat.', 'vybrat barvu a objednat']],
  users: ['Zákazníci'],
  entities: [['place', 'Kolíně']],
})

/** A right-to-left request in a language without labels of ours. */
export const bakeryArabic = inputOf({
  requestId: 'req_01k9arabic0000000000000001',
  language: 'ar',
  text: 'نريد موقعًا لمخبزنا الصغير. نخبز الخبز كل صباح ونريد أن يحجز الناس مسبقًا.',
  kind: 'website',
  industry: 'food',
  summary: ['نريد موقعًا لمخبزنا الصغير.', 'نخبز الخبز كل صباح ونريد أن يحجز الناس مسبقًا.'],
  wishes: [['ordering', 'نخبز الخبز كل صباح ونريد أن يحجز الناس مسبقًا.']],
})

const script = '<script>alert(1)</script>"\'><img src=x onerror=alert(2)>{{ 1 | plus: 1 }}{% raw %}'
/** Script and template code in every part of the input. */
export const hostile = inputOf({
  requestId: 'req_01k9hostile000000000000001',
  customerName: script,
  text: `${script} We sell ${script} for £5. ${script}\nwe are "${script}" services: <b>one</b>, <i>two</i>, three.\nopen ${script} 9:00-17:00`,
  kind: 'e-commerce',
  summary: [script],
  wishes: [['ordering', script]],
  users: ['<b>one</b>'],
  entities: [
    ['email', 'onerror=alert(2)'],
    ['place', script],
  ],
  keywords: [script],
})
