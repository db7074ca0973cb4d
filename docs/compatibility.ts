import type { Contract, EventType, Route, Task } from '#platform/contract'
import { restrictions, type Schema } from './compatibility-schema.ts'

export type Change = { place: string; kind: 'breaking' | 'additive'; what: string }

/**
 * A contract as stable text: JSON with sorted keys, one per line, so that a difference shows in a review. What is kept in `docs/contracts/`.
 */
export function contractText(contract: Contract): string {
  return `${JSON.stringify(contract, (_, value) => (value && typeof value === 'object' && !Array.isArray(value) ? sorted(value) : value), 2)}\n`
}
/** The contract as it would be read back: keys sorted, so that schemas that mean the same look the same. */
const ordered = (contract: Contract): Contract => JSON.parse(contractText(contract))
const sorted = (object: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)))

/**
 * Compares a kept contract with the present one. Breaking is what a caller, a reader or a stored event of the kept one would trip over:
 *
 * - input (params, query, body, task input) may accept more, never less;
 * - output (replies, task results) may promise more, never less; new values in a list of allowed ones are additive, readers must expect them;
 * - events are both: readers rely on them, and old ones are read again from the log.
 *
 * @returns no change, additive changes, and breaking ones; changes of descriptions and limits of tasks count as additive
 */
export function compareContracts(before: Contract | undefined, after: Contract | undefined): Change[] {
  const [kept, present] = [before && ordered(before), after && ordered(after)]
  const name = (kept ?? present)!.name
  if (!kept) return [{ place: name, kind: 'additive', what: 'is new' }]
  if (!present) return [breaking(name, 'the service is gone')]
  return [
    ...comparePart('routes', kept.routes, present.routes, name, compareRoute),
    ...comparePart('events', kept.events, present.events, name, compareEvent),
    ...comparePart('tasks', kept.tasks, present.tasks, name, compareTask),
    ...(kept.summary !== present.summary || kept.port !== present.port
      ? [additive(name, 'summary or port changed')]
      : []),
  ]
}

/** The message for a person: what broke, and what to do about it. */
export function explainChanges(changes: Change[]): string {
  const list = (kind: Change['kind']) =>
    changes.filter((change) => change.kind === kind).map(({ place, what }) => `  ${place}: ${what}`)
  const broken = list('breaking')
  if (broken.length > 0) {
    return [
      'Breaking changes of contracts that others rely on:',
      ...broken,
      'Keep what was there and add the new form beside it as a `.v2` (a second route, event or task), until nobody uses the old one.',
      'If it was never released, `npm run docs -- --accept-breaking` keeps the new form instead.',
    ].join('\n')
  }
  return [
    'Contracts changed, and nobody who relies on them breaks:',
    ...list('additive'),
    'Run `npm run docs` and commit docs/contracts.',
  ].join('\n')
}

const breaking = (place: string, what: string): Change => ({ place, kind: 'breaking', what })
const additive = (place: string, what: string): Change => ({ place, kind: 'additive', what })

function comparePart<V>(
  part: string,
  kept: Record<string, V>,
  present: Record<string, V>,
  name: string,
  compare: (place: string, kept: V, present: V) => Change[],
): Change[] {
  const names = [...new Set([...Object.keys(kept), ...Object.keys(present)])]
  return names.flatMap((key) => {
    const place = `${name}.${part}.${key}`
    const [before, after] = [kept[key], present[key]]
    if (before === undefined) return [additive(place, 'is new')]
    if (after === undefined) return [breaking(place, 'is gone')]
    const changes = compare(place, before, after)
    const isSame = stable(before) === stable(after)
    return changes.length > 0 || isSame ? changes : [additive(place, 'changed compatibly')]
  })
}
const stable = (value: unknown) => contractText(value as Contract)

const anything: Schema = { type: 'object', properties: {} }
const plain = (schema: unknown): Schema => (schema === undefined ? anything : JSON.parse(JSON.stringify(schema)))
const at = (place: string, inner: string) => (inner ? `${place}.${inner}` : place)

function compareInput(place: string, kept: unknown, present: unknown): Change[] {
  const gone = removedProperties(plain(kept), plain(present)).map((name) =>
    breaking(at(place, name), 'is no longer read'),
  )
  return [
    ...gone,
    ...restrictions(plain(kept), plain(present)).map((found) =>
      breaking(at(place, found.place), `callers may trip: ${found.what}`),
    ),
  ]
}

function compareOutput(place: string, kept: unknown, present: unknown): Change[] {
  const gone = removedProperties(plain(kept), plain(present)).map((name) =>
    breaking(at(place, name), 'is no longer given'),
  )
  const promises = restrictions(plain(present), plain(kept)).map((found) =>
    found.code === 'value'
      ? additive(at(place, found.place), `new value: ${found.what} by readers of the kept contract`)
      : breaking(at(place, found.place), `readers rely on it that ${found.what}`),
  )
  return [...gone, ...promises]
}

/** Paths of properties that `kept` names and `present` does not. Removing an optional one passes every schema check and still takes it from readers. */
function removedProperties(kept: Schema, present: Schema, path = ''): string[] {
  const [before, after] = [propertiesOf(kept), propertiesOf(present)]
  const own = Object.entries(before).flatMap(([name, property]) => {
    const inner = path ? `${path}.${name}` : name
    return after[name] ? removedProperties(property, after[name], inner) : [inner]
  })
  return kept.items && present.items ? [...own, ...removedProperties(kept.items, present.items, `${path}[]`)] : own
}
const propertiesOf = (schema: Schema): Record<string, Schema> =>
  Object.assign({}, schema.properties, ...[...(schema.allOf ?? []), ...(schema.anyOf ?? [])].map(propertiesOf))

function compareRoute(place: string, kept: Route, present: Route): Change[] {
  const fixed = (['method', 'path', 'at', 'subject', 'status'] as const).filter(
    (key) => (kept[key] ?? '') !== (present[key] ?? ''),
  )
  const errors = Object.entries(kept.errors ?? {}).filter(
    ([code, status]) => present.errors?.[code] !== undefined && present.errors[code] !== status,
  )
  const files = (kept.form?.files ?? []).filter((file) => !present.form?.files.includes(file))
  return [
    ...fixed.map((key) =>
      breaking(place, `\`${key}\` was ${JSON.stringify(kept[key])} and is ${JSON.stringify(present[key])}`),
    ),
    ...lostCallers(kept, present).map((who) => breaking(place, `${who} could call it and no longer may`)),
    ...(kept.idempotent && !present.idempotent ? [breaking(place, 'no longer honours Idempotency-Key')] : []),
    ...(kept.form && !present.form
      ? [breaking(place, 'no longer takes a form')]
      : files.map((file) => breaking(place, `no longer takes the file \`${file}\``))),
    ...errors.map(([code, status]) => breaking(place, `\`${code}\` was ${status} and is ${present.errors![code]}`)),
    ...(['params', 'query', 'body'] as const).flatMap((part) =>
      compareInput(`${place}.${part}`, kept[part], present[part]),
    ),
    ...compareReply(`${place}.reply`, kept, present),
  ]
}

/** Who may call a route, by kind. `judge` of `#platform/policy` says the same of one caller. */
function callers({ access, subject, stepUp }: Route): string[] {
  if (access === 'service') return ['other services']
  if (access === 'operator') return ['other services', 'the operator']
  // Without a subject nobody held such a token yet; the word promised it all the same.
  const holders = subject || access === 'user' ? ['the holder of the token'] : []
  if (typeof access !== 'object') return ['other services', 'the operator', ...holders]
  const members = stepUp ? [] : [`a member with ${access.user} who signed in a while ago`, `a key with ${access.user}`]
  return ['other services', 'the operator', ...holders, `a member with ${access.user}`, ...members]
}

/** Letting more in breaks nobody; each kind of caller that is shut out is named. */
function lostCallers(kept: Route, present: Route): string[] {
  if (present.access === 'public') return []
  if (kept.access === 'public') return ['anyone']
  const now = new Set(callers(present))
  return callers(kept).filter((who) => !now.has(who))
}

function compareReply(place: string, { reply: kept }: Route, { reply: present }: Route): Change[] {
  if (typeof kept !== 'string' && typeof present !== 'string') return compareOutput(place, kept, present)
  return kept === present ? [] : [breaking(place, 'changed between JSON, bytes and events')]
}

function compareEvent(place: string, kept: EventType, present: EventType): Change[] {
  const fixed = (['type', 'subject'] as const).filter((key) => kept[key] !== present[key])
  const all = [
    ...fixed.map((key) => breaking(place, `\`${key}\` was ${kept[key]} and is ${present[key]}`)),
    ...compareOutput(`${place}.data`, kept.data, present.data),
    ...compareInput(`${place}.data`, kept.data, present.data),
  ]
  // A property that is gone is found by both directions.
  return all.filter(
    (change, index) => all.findIndex((other) => other.place === change.place && other.kind === change.kind) === index,
  )
}

const compareTask = (place: string, kept: Task, present: Task): Change[] => [
  ...compareInput(`${place}.input`, kept.input, present.input),
  ...compareOutput(`${place}.result`, kept.result, present.result),
]
