import type { Analysis, Complexity, Feature } from './contract.ts'
import type { Category } from './lexicon-features.ts'

type Reason = Analysis['complexity']['reasons'][number]

/** Points for the first part of a category; each further part of the same category adds one. */
const points: Record<Category, number> = {
  content: 1,
  other: 1,
  catalogue: 2,
  accounts: 2,
  communication: 2,
  search: 2,
  localisation: 2,
  media: 2,
  ordering: 3,
  payment: 3,
  booking: 3,
  reporting: 3,
  security: 3,
  integration: 4,
  automation: 4,
  offline: 5,
}
const names: Record<Category, string> = {
  content: 'Content',
  other: 'Other parts',
  catalogue: 'Catalogue',
  accounts: 'Accounts',
  communication: 'Messages',
  search: 'Search',
  localisation: 'Languages',
  media: 'Pictures and files',
  ordering: 'Ordering',
  payment: 'Payment',
  booking: 'Booking',
  reporting: 'Reports',
  security: 'Security',
  integration: 'Connections to other systems',
  automation: 'Automation',
  offline: 'Work without a connection',
}
/** Highest number of points of each level. */
export const levels: [Complexity, number][] = [
  ['simple', 9],
  ['moderate', 20],
  ['complex', 42],
  ['enterprise', Number.POSITIVE_INFINITY],
]

type Read = Pick<Analysis, 'features' | 'targetUsers' | 'industry' | 'entities'>

/**
 * How much there is to build, as a sum anyone can check: every reason carries its points, and the level follows from
 * the total. Features named as "could" count half, refused ones nothing.
 */
export function rateComplexity(read: Read): Analysis['complexity'] {
  const reasons = [...byCategory(read.features), ...byUsers(read), ...byField(read), ...byScale(read)]
  const total = reasons.reduce((n, r) => n + r.points, 0)
  return { level: levels.find(([, most]) => total <= most)![0], points: total, reasons }
}

function byCategory(features: readonly Feature[]): Reason[] {
  const groups = new Map<Category, Feature[]>()
  for (const feature of features) {
    if (feature.priority !== 'wont') groups.set(feature.category, [...(groups.get(feature.category) ?? []), feature])
  }
  return [...groups].map(([category, group]) => {
    const sure = group.filter((f) => f.priority !== 'could').length
    const first = sure > 0 ? points[category] : Math.ceil(points[category] / 2)
    const further = sure > 0 ? sure - 1 + Math.floor((group.length - sure) / 2) : Math.floor((group.length - 1) / 2)
    const shown = group
      .slice(0, 3)
      .map((f) => `“${f.name}”`)
      .join(', ')
    const more = group.length > 3 ? ` and ${group.length - 3} more` : ''
    return { text: `${names[category]}: ${shown}${more}`, points: first + further }
  })
}

function byUsers({ targetUsers }: Read): Reason[] {
  if (targetUsers.length < 2) return []
  return [
    {
      text: `${targetUsers.length} groups of people use it: ${targetUsers
        .slice(0, 5)
        .map((u) => u.name)
        .join(', ')}`,
      points: targetUsers.length >= 5 ? 4 : targetUsers.length - 1,
    },
  ]
}

function byField({ industry, features }: Read): Reason[] {
  const isRegulated = ['health', 'finance', 'legal'].includes(industry.value) && industry.confidence >= 0.4
  const holdsPeople = features.some(
    (f) => f.priority !== 'wont' && ['accounts', 'booking', 'security', 'payment'].includes(f.category),
  )
  return isRegulated && holdsPeople ? [{ text: 'Sensitive personal records of a regulated field', points: 3 }] : []
}

function byScale({ entities }: Read): Reason[] {
  const large = entities.find(
    (e) =>
      e.kind === 'quantity' &&
      numberIn(e.text) >= 1000 &&
      /per|each|every|\ba (?:day|hour|week)\b|users|customers|members|products|documents|orders/iu.test(e.text),
  )
  const crowd = entities.find(
    (e) =>
      e.kind === 'quantity' &&
      numberIn(e.text) >= 200 &&
      /employees|staff|mitarbeiter|zaměstnanc|employés/iu.test(e.text),
  )
  return [large, crowd].filter((e) => e !== undefined).map((e) => ({ text: `Size: “${e.text}”`, points: 2 }))
}

const numberIn = (text: string): number =>
  Number(/\d[\d ,.\u00a0]*/u.exec(text)?.[0].replace(/[ ,\u00a0]|\.(?=\d{3})/gu, '') ?? 0)
