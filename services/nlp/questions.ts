import { aboutConflicts, short } from './conflicts.ts'
import type { Analysis, Feature } from './contract.ts'
import type { Category } from './lexicon-features.ts'

type Question = Analysis['openQuestions'][number]
export type Read = Omit<Analysis, 'openQuestions' | 'complexity' | 'confidence' | 'method'> & {
  text: string
  leftOut: number
}
const questionsMax = 10

/** What a salesperson would have to ask next: what the input leaves out, or says twice in different ways. */
export function findQuestions(read: Read): Question[] {
  const all = [
    ...aboutTheWhole(read),
    ...aboutConflicts(read),
    ...aboutMoneyAndTime(read),
    ...aboutParts(read),
    ...aboutTechnology(read),
    ...aboutKeeping(read),
  ]
  return all.filter((q) => q !== undefined).slice(0, questionsMax)
}

const wanted = (read: Read, ...categories: Category[]): Feature | undefined =>
  read.features.find((f) => f.priority !== 'wont' && categories.includes(f.category))
const says = (read: Read, pattern: RegExp): boolean => pattern.test(read.text)
const ask = (question: string, why: string): Question => ({ question, why })

function aboutTheWhole(read: Read): (Question | undefined)[] {
  const wishes = read.needs.filter((n) => n.priority !== 'wont')
  const broken = read.cues.find(
    (c) =>
      c.kind === 'frustration' &&
      /\b(?:broken|does(?:n['’]t| not) work|stopped working|keeps? (?:crashing|failing)|nefunguje|funktioniert nicht|ne (?:marche|fonctionne) p)/iu.test(
        c.evidence.text,
      ),
  )
  return [
    wishes.length === 0
      ? ask(
          'What should people be able to do with it? Three or four sentences are enough.',
          'We found no sentence that says what is wanted.',
        )
      : undefined,
    wishes.length > 0 && read.targetUsers.length === 0 && read.depth === 'full'
      ? ask('Who will use it, and on which device?', 'The text names nobody who would use it.')
      : undefined,
    read.text.trim() && read.language.confidence < 0.4
      ? ask('In which language shall we answer you?', 'The text is too short to tell its language for sure.')
      : undefined,
    broken
      ? ask('Shall we look at what is broken first, apart from the new wishes?', `“${short(broken.evidence.text)}”`)
      : undefined,
    read.leftOut > 0
      ? ask(
          'Which of your wishes come first?',
          `The input holds ${read.leftOut} more statements than we list; we kept the first ones.`,
        )
      : undefined,
  ]
}

const within = (read: Read, kind: 'money' | 'date', cue: 'budget' | 'deadline') =>
  read.entities.filter(
    (e) =>
      e.kind === kind &&
      read.cues.some(
        (c) =>
          c.kind === cue &&
          c.evidence.source === e.evidence.source &&
          e.evidence.start >= c.evidence.start &&
          e.evidence.end <= c.evidence.end,
      ),
  )

function aboutMoneyAndTime(read: Read): (Question | undefined)[] {
  const amounts = within(read, 'money', 'budget')
  const dates = within(read, 'date', 'deadline')
  const hasBudget = read.cues.some((c) => c.kind === 'budget')
  const money = read.entities.find((e) => e.kind === 'money')
  const hasDeadline = read.cues.some((c) => c.kind === 'deadline')
  const list = (found: { text: string }[]) =>
    found
      .slice(0, 3)
      .map((e) => `“${e.text}”`)
      .join(', ')
  return [
    amounts.length > 1
      ? ask('Which of the amounts is the limit for the whole work?', `The input names ${list(amounts)} as budget.`)
      : undefined,
    hasBudget && amounts.length === 0
      ? ask(
          'How much do you want to spend at most?',
          `“${short(read.cues.find((c) => c.kind === 'budget')!.evidence.text)}” names no amount we could read.`,
        )
      : undefined,
    !hasBudget && money
      ? ask(
          `Is “${money.text}” the budget for the whole work?`,
          'The input names an amount, but does not call it a budget.',
        )
      : undefined,
    !hasBudget && !money
      ? ask('What budget do you have in mind, once and per month?', 'The input names no budget.')
      : undefined,
    dates.length > 1 ? ask('Which date counts?', `The input names ${list(dates)} as a date to be ready.`) : undefined,
    !hasDeadline && dates.length === 0
      ? ask('When should it be ready, and is there a date that cannot move?', 'The input names no date to be ready.')
      : undefined,
  ]
}

function aboutParts(read: Read): (Question | undefined)[] {
  const payment = wanted(read, 'payment')
  const [booking, ordering, catalogue] = [wanted(read, 'booking'), wanted(read, 'ordering'), wanted(read, 'catalogue')]
  const isShop = read.kind.value === 'e-commerce'
  return [
    payment &&
    !says(read, /\b(?:stripe|adyen|mollie|paypal|gopay|comgate|braintree|square|klarna|sumup|worldpay|payu)\b/iu)
      ? ask(
          'Which payment provider do you have a contract with, or may we propose one?',
          `“${payment.name}” names no provider.`,
        )
      : undefined,
    (catalogue || (isShop && ordering)) &&
    !read.entities.some((e) => e.kind === 'quantity' && /product|item|produkt|produit|article/iu.test(e.text))
      ? ask(
          'How many products are there, and in how many variants each?',
          `“${(catalogue ?? ordering)!.name}” gives no number.`,
        )
      : undefined,
    isShop &&
    ordering &&
    !says(
      read,
      /\b(?:ship|shipping|deliver|delivery|pick[- ]?up|collect|doprav|doruč|vyzved|odběr|versand|liefer|abhol|livr|retrait)/iu,
    )
      ? ask(
          'How do orders reach the buyer: parcel, own delivery or pick-up?',
          `“${ordering.name}” says nothing about it.`,
        )
      : undefined,
    booking && !says(read, /\b(?:minutes?|half an hour|opening hours|slots? of|per hour|an hour)\b/iu)
      ? ask(
          'How long does one booking last, and who sets the free times?',
          `“${booking.name}” gives no duration or opening times.`,
        )
      : undefined,
  ]
}

function aboutTechnology(read: Read): (Question | undefined)[] {
  const [integration, offline] = [wanted(read, 'integration'), wanted(read, 'offline')]
  return [
    integration
      ? ask(
          'Who can give us access and documentation for the system to connect?',
          `“${integration.name}” depends on another system.`,
        )
      : undefined,
    offline
      ? ask(
          'What should happen when two people change the same record while offline?',
          `“${offline.name}” allows it, and the input does not say who wins.`,
        )
      : undefined,
    read.kind.value === 'mobile-app' && !says(read, /\b(?:android|ios|iphone|ipad|web app|pwa)\b/iu)
      ? ask('For which phones: Android, iPhone or both?', 'An app is wanted, but no system is named.')
      : undefined,
  ]
}

function aboutKeeping(read: Read): (Question | undefined)[] {
  const hasWishes = read.needs.some((n) => n.priority !== 'wont')
  if (!hasWishes) return []
  const people =
    wanted(read, 'accounts') ?? wanted(read, 'booking') ?? wanted(read, 'ordering') ?? wanted(read, 'payment')
  const isSensitive =
    people && !wanted(read, 'security') && !says(read, /\b(?:gdpr|dsgvo|rgpd|privacy|data protection)\b/iu)
  const keeps = says(
    read,
    /\b(?:add|edit|update|maintain|manage|change)\b.{0,40}\b(?:myself|ourselves|ourself|without|from my phone|products|texts|pages)\b|\bcms\b|\bi want to add\b/iu,
  )
  return [
    isSensitive
      ? ask(
          'Where may personal data be stored, and how long must it be kept?',
          `“${people.name}” means personal data, and the input says nothing about its protection.`,
        )
      : undefined,
    !keeps && ['website', 'e-commerce', 'general'].includes(read.kind.value)
      ? ask(
          'Who will keep texts, pictures and prices up to date afterwards?',
          'The input does not say who maintains the content.',
        )
      : undefined,
    !wanted(read, 'localisation') &&
    !says(
      read,
      /\b(?:english|german|czech|french|polish|spanish|language|angličtin|češtin|deutsch|englisch|anglais|français)\p{L}*/iu,
    )
      ? ask('In which languages should it speak?', 'The input names no language.')
      : undefined,
    !says(
      read,
      /\b(?:logo|brand|design|colou?rs|corporate|style guide|look like|something like|vzhled|gestaltung|charte)\b/iu,
    ) && ['website', 'e-commerce'].includes(read.kind.value)
      ? ask('Is there a logo, a colour or a page whose look you like?', 'The input says nothing about the look.')
      : undefined,
  ]
}
