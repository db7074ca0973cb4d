import type { Analysis, Feature } from './contract.ts'
import { contentStems, overlap } from './repeats.ts'
import { forbids } from './verdict.ts'

type Question = Analysis['openQuestions'][number]
type Read = Pick<Analysis, 'features' | 'needs'>
const ask = (question: string, why: string): Question => ({ question, why })

/** What the input asks for and rules out at once. */
export function aboutConflicts(read: Read): Question[] {
  const refused = read.features
    .filter((f) => f.priority === 'wont')
    .concat(
      read.needs.filter((n) => n.priority === 'wont').map((n) => ({ name: n.text, evidence: n.evidence }) as Feature),
    )
  const conflicts: Question[] = []
  for (const no of refused) {
    const stems = new Set(contentStems(no.name).filter((s) => s !== 'ne' && s !== 'want' && s !== 'requir'))
    const yes = read.features.find((f) => f.priority !== 'wont' && overlap(stems, new Set(contentStems(f.name))) >= 0.6)
    if (yes)
      conflicts.push(
        ask(
          `Do you want “${yes.name}” or not?`,
          `It is asked for in “${short(yes.evidence.text)}” and ruled out in “${short(no.evidence.text)}”.`,
        ),
      )
  }
  return [...conflicts, ...mustAndMustNot(read)].slice(0, 2)
}

const modal = new Set(contentStems('must should may can shall not never be able have to need'))

/** "Prices must be public" and "prices must not be public". */
function mustAndMustNot(read: Read): Question[] {
  const stemsOf = (text: string) => new Set(contentStems(text).filter((s) => !modal.has(s)))
  const wishes = read.needs.filter((n) => n.priority !== 'wont')
  const yes = wishes.filter((n) => !forbids.test(n.text)).map((n) => ({ n, stems: stemsOf(n.text) }))
  return wishes
    .filter((n) => forbids.test(n.text))
    .flatMap((no) => {
      const stems = stemsOf(no.text)
      const twin = stems.size > 1 ? yes.find((y) => overlap(stems, y.stems) >= 0.6) : undefined
      return twin ? ask('Which of the two holds?', `“${short(twin.n.text)}”, but also “${short(no.text)}”.`) : []
    })
}

/** At most 90 characters of a quote, on one line. */
export const short = (text: string): string => {
  const line = text.replace(/\s+/gu, ' ')
  if (line.length <= 90) return line
  return `${line.slice(0, line.lastIndexOf(' ', 88) > 40 ? line.lastIndexOf(' ', 88) : 88).toWellFormed()} …`
}
