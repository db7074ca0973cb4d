import type { Source } from '#contracts/nlp'
import type { Scene } from './change.ts'
import { factRules, foundIn, type NamedChange, type NamedChanges } from './change-vocabulary.ts'
import { after, changeRules, type NotUnderstood, type Understood } from './changes.ts'
import type { Modification } from './contract.ts'
import { proposedSource, type Said, saidIn } from './said.ts'

type Refused = NotUnderstood
/** What was read of a wish, by rules or with a model. */
export type Readings = { understood: (Understood & Partial<Modification['applied'][number]>)[]; refused: Refused[] }

const sourceCharsMax = 8_000
const textsMax = 80

/** What a model is shown: the wish, the sentences that are open, the prototype, and what the customer wrote. */
export function materialFor(wish: string, open: Refused[], scene: Scene, sources: Source[]): string {
  const list = (name: string, texts: string[]) => `## ${name}\n${texts.map((text) => `- ${text}`).join('\n')}`
  const items = scene.items.filter(({ isPlace }) => !isPlace).map(({ name }) => name)
  return [
    `## The wish\n${wish}`,
    `## Sentences that are open\n${open.map(({ sentence }, index) => `[${index + 1}] ${sentence}`).join('\n')}`,
    list(
      'Pages',
      scene.pages.map(({ title }) => title),
    ),
    list(
      scene.hasItems ? 'Things that are offered' : 'Things that are offered: this prototype has no list of them',
      items,
    ),
    scene.hasContact ? '' : '## Contact\nThis prototype shows no contact.',
    list('Texts', [...new Set(scene.texts)].slice(0, textsMax)),
    `## What the customer wrote\n${sources
      .map(({ text }) => text)
      .join('\n\n')
      .slice(0, sourceCharsMax)}`,
  ]
    .filter(Boolean)
    .join('\n\n')
}

/** Gives a text its place: words of the wish, words of the input, or nobody's but the model's. */
const quoterIn =
  (sources: Source[]) =>
  (text: string): Said => {
    for (const source of sources) {
      const start = source.text.indexOf(text)
      const said =
        start < 0 ? undefined : saidIn([source], { source: source.id, start, end: start + text.length, text })
      if (said) return said
    }
    return { source: proposedSource, start: 0, end: text.length, text }
  }

/** Texts of edits that are the model's own. */
function proposedIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(proposedIn)
  if (!value || typeof value !== 'object') return []
  const { source, text } = value as Partial<Said>
  if (source === proposedSource && typeof text === 'string') return [text]
  return Object.values(value).flatMap(proposedIn)
}

function readNamed(change: NamedChange, sentence: string, scene: Scene, quote: (text: string) => Said) {
  const refused = (because: string): Refused => ({ sentence, because })
  const found = foundIn(change, quote)
  const rule = changeRules.find(({ id }) => id === change.rule)
  const reading = found && rule?.read(found, scene)
  if (!reading) return refused(`The model that was asked named the change "${change.rule}" without what it needs.`)
  if (typeof reading === 'string') return refused(reading)
  const proposals = [...new Set(proposedIn(reading.edits))]
  const facts = [
    ...(factRules.has(change.rule) ? proposals : []),
    ...(change.price ? proposals.filter((one) => one === change.price) : []),
  ]
  if (facts.length > 0)
    return refused(`The model that was asked gave "${facts[0]}", which nobody said: such a thing is never made up.`)
  return { sentence, rule: change.rule, ...reading, ...(proposals.length > 0 && { proposals }) }
}

/**
 * Readings with what a model made of the open sentences. Each change it names is checked by the rule of that name, as if the rule had read it; texts are
 * verified against the wish and the input, and are proposals where they stand in neither. What it leaves out stays refused.
 */
export function withModel(
  { understood, refused }: Readings,
  answer: NamedChanges,
  { model, wish, sources, scene: from }: { model: string; wish: Source; sources: Source[]; scene: Scene },
): Readings {
  const quote = quoterIn([wish, ...sources])
  const done: Readings = { understood: [...understood], refused: [] }
  let scene = understood.flatMap(({ edits }) => edits).reduce(after, from)
  for (const [index, { sentence, because }] of refused.entries()) {
    const mine = answer.changes.filter((change) => change.wish === index + 1)
    const cannot = answer.impossible.filter((one) => one.wish === index + 1)
    for (const change of mine) {
      const reading = readNamed(change, sentence, scene, quote)
      if ('because' in reading) done.refused.push(reading)
      else {
        done.understood.push({ ...reading, model })
        scene = reading.edits.reduce(after, scene)
      }
    }
    for (const one of cannot) done.refused.push({ sentence, because: `${one.because} (${model})` })
    if (mine.length + cannot.length === 0)
      done.refused.push({ sentence, because: `${because} A model was asked and named no change for it.` })
  }
  return done
}

/** Readings when a model was asked in vain. */
export const withoutModel = ({ understood, refused }: Readings, why: string): Readings => ({
  understood,
  refused: refused.map(({ sentence, because }) => ({
    sentence,
    because: `${because} A model was not of help: ${why}`,
  })),
})
