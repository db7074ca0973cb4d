// Replies as a person reads them. Times are UTC.
import { styleText } from 'node:util'

type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold'
type Cell = string | { text: string; colour: Colour }

const colours: Record<string, Colour> = { completed: 'green', failed: 'red', cancelled: 'yellow', running: 'cyan' }
const marks: Record<string, string> = { completed: '✔', failed: '✘', cancelled: '–', running: '…', queued: '·' }
/** Coloured at a terminal only, and never with NO_COLOR. */
const paint = (text: string, colour: Colour | undefined) => (colour ? styleText(colour, text) : text)
const state = (name: string): Cell => ({ text: name, colour: colours[name] ?? 'dim' })

const time = (iso: string | undefined): string => (iso ? iso.slice(0, 19).replace('T', ' ') : '')
function took(ms: number | undefined): string {
  if (ms === undefined) return ''
  if (ms < 1000) return `${ms} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(2)} s`
  const [minutes, hours] = [Math.floor(ms / 60_000), Math.floor(ms / 3_600_000)]
  if (minutes < 60) return `${minutes} min ${Math.round((ms % 60_000) / 1000)} s`
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}
const clip = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text)
const line = (text: string, length = 60): string => clip(text.replace(/\s+/g, ' ').trim(), length)

/** Columns as wide as they must be; the head only when there are rows. */
function table(head: string[], rows: Cell[][], none: string): string {
  if (rows.length === 0) return none
  const all: Cell[][] = [head.map((text) => ({ text, colour: 'dim' as const })), ...rows]
  const textOf = (cell: Cell) => (typeof cell === 'string' ? cell : cell.text)
  const widths = head.map((_, i) => Math.max(...all.map((row) => textOf(row[i]!).length)))
  return all
    .map((row) =>
      row
        .map((cell, i) => {
          const text = textOf(cell)
          const space = i === row.length - 1 ? '' : ' '.repeat(widths[i]! - text.length)
          return `${typeof cell === 'string' ? text : paint(text, cell.colour)}${space}`
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
const more = (reply: any, how: string) => (reply.next ? `\n\nThere are more: add --${how} "${reply.next}".` : '')

export const runs = (reply: any): string =>
  table(
    ['RUN', 'FLOW', 'STATE', 'BEGUN (UTC)', 'TOOK', 'KEY', 'REASON'],
    reply.runs.map((r: any) => [
      r.id,
      `${r.flow}@${r.version}`,
      state(r.state),
      time(r.createdAt),
      took(r.durationMs),
      line(r.key, 40),
      line(r.error ?? ''),
    ]),
    'No runs.',
  ) + more(reply, 'before')

export const run = (r: any): string =>
  `${r.id}  ${r.flow}@${r.version}  ${paint(r.state, colours[r.state])}${r.error ? `  ${line(r.error, 200)}` : ''}\nLook at it: statex run ${r.id}`

const value = (name: string, of: any): string[] => {
  if (of[name] !== undefined) return [`${name.padEnd(8)} ${line(JSON.stringify(of[name]), 200)}`]
  const [bytes, blob] = [of[`${name}Bytes`], of[`${name}Blob`]]
  const where = blob ? `in the blob store as ${blob.key}` : `left out: --json --bytes-max ${bytes}`
  return bytes === undefined ? [] : [`${name.padEnd(8)} ${bytes} bytes of JSON, ${where}`]
}

/** A run with its steps in the order asked; below a step its failed attempts and the child it waits for. */
export function history(r: any, now: Date, indent = ''): string {
  const head = [
    `${paint(r.id, 'bold')}  ${r.flow}@${r.version}  ${paint(r.state, colours[r.state])}  ${r.durationMs === undefined ? `since ${took(now.getTime() - Date.parse(r.createdAt))}` : took(r.durationMs)}`,
    `key      ${r.key}`,
    `begun    ${time(r.createdAt)} UTC${r.finishedAt ? `, over ${time(r.finishedAt)} UTC` : ''}`,
    ...(r.parentId ? [`child of ${r.parentId}`] : []),
    ...(r.error ? [`reason   ${paint(r.error, colours[r.state])}`] : []),
    ...(r.cost ? [`cost     ${spent(r.cost)}`] : []),
    ...(indent ? [] : [`trace    ${r.trace}`, ...value('input', r), ...value('result', r)]),
    '',
  ]
  const wide = (text: (step: any) => string) => Math.min(40, Math.max(0, ...r.steps.map((s: any) => text(s).length)))
  const widths: [number, number] = [wide((s) => s.name), wide(kindOf)]
  const rows = r.steps.flatMap((step: any) => stepLines(step, r, now, widths))
  return [...head, ...rows].map((text) => `${indent}${text}`.trimEnd()).join('\n') + more(r, 'after')
}

const spent = (cost: object) => String(Object.entries(cost).map(([unit, amount]) => ` ${amount} ${unit}`)).trim()
const kindOf = (step: any): string => (step.what ? `${step.kind} ${step.what}` : step.kind)

function stepLines(step: any, run: any, now: Date, widths: [number, number]): string[] {
  const at = `+${took(Math.max(0, Date.parse(step.askedAt) - Date.parse(run.createdAt)))}`
  const lasted = step.durationMs ?? now.getTime() - Date.parse(step.askedAt)
  const isOver = step.finishedAt !== undefined
  const facts = [
    `${isOver ? '' : 'since '}${took(lasted)}`,
    ...(step.attempts > 1 ? [`${step.attempts} attempts`] : []),
    ...(!isOver && step.progress
      ? [`${Math.round(step.progress * 100)} %${step.message ? ` ${step.message}` : ''}`]
      : []),
    ...(step.dueAt && !isOver ? [`until ${time(step.dueAt)} UTC`] : []),
    ...(step.answeredBy ? [`answered by ${step.answeredBy}`] : []),
    ...(step.cost ? [`cost ${spent(step.cost)}`] : []),
  ]
  return [
    `${paint(marks[step.state] ?? '?', colours[step.state])} ${at.padStart(9)}  ${step.name.padEnd(widths[0])}  ${kindOf(step).padEnd(widths[1])}  ${facts.join(', ')}`,
    ...(step.error ? [`             ${paint(line(step.error, 200), colours[step.state])}`] : []),
    ...step.failures.map((f: any) => `             attempt ${f.attempt}, ${time(f.at)} UTC: ${line(f.error, 200)}`),
    ...(step.child ? ['', ...history(step.child, now, '    ').split('\n'), ''] : []),
  ]
}

export const gates = (reply: any): string =>
  table(
    ['RUN', 'SIGNAL', 'FLOW', 'SINCE (UTC)', 'UNTIL (UTC)', 'QUESTION'],
    reply.gates.map((g: any) => [g.run, g.signal, g.flow, time(g.since), time(g.due), line(g.form.title ?? '', 100)]),
    'Nobody is asked anything.',
  )

const taskCells = (t: any): Cell[] => [
  t.id,
  t.name,
  state(t.state),
  time(t.createdAt),
  took(t.durationMs),
  `${t.attempts}/${t.attemptsMax}`,
  line(t.key ?? t.runId ?? '', 40),
  line(t.error ?? t.message ?? ''),
]
const taskHead = ['TASK', 'NAME', 'STATE', 'BEGUN (UTC)', 'TOOK', 'TRIES', 'KEY', 'REASON']
export const tasks = (reply: any): string =>
  table(taskHead, reply.tasks.map(taskCells), 'No tasks that stand alone.') + more(reply, 'before')
export const taskLine = (t: any): string => table(taskHead, [taskCells(t)], '')
export const task = (t: any): string =>
  [
    taskLine(t),
    ...(t.runId ? [`of run   ${t.runId}, step ${t.step}`] : []),
    ...value('input', t),
    ...value('result', t),
    ...t.failures.map((f: any) => `attempt ${f.attempt}, ${time(f.at)} UTC: ${line(f.error, 200)}`),
  ].join('\n')
export const deadTasks = (reply: any): string =>
  table(
    ['TASK', 'NAME', 'OVER (UTC)', 'TRIES', 'OF', 'REASON'],
    reply.tasks.map((t: any) => [
      t.id,
      t.name,
      time(t.finishedAt),
      String(t.attempts),
      t.runId ?? line(t.key, 40),
      line(t.error),
    ]),
    'No dead tasks. Events that a listener could not take: statex dead events',
  ) + more(reply, 'before')
export const deadEvents = (reply: any): string =>
  table(
    ['LISTENER', 'SEQ', 'TENANT', 'SUBJECT', 'TRIES', 'REASON'],
    reply.deadLetters.map((d: any) => [
      d.listener,
      String(d.seq),
      d.tenant,
      d.subject,
      String(d.attempts),
      line(d.error, 100),
    ]),
    'No dead events.',
  )

const most = (n: number | undefined) => (n === undefined ? '' : String(n))
export const queues = (reply: any): string =>
  table(
    ['QUEUE', 'STATE', 'QUEUED', 'RUNNING', 'DUE SINCE (UTC)', 'MAX', 'PER TENANT', 'PER KEY', 'RATE'],
    reply.queues.map((q: any) => [
      q.name,
      q.isPaused ? { text: 'paused', colour: 'yellow' } : 'open',
      String(q.queued),
      String(q.running),
      time(q.dueSince),
      most(q.runningMax),
      most(q.tenantRunningMax),
      most(q.keyRunningMax),
      q.rate ? `${q.rate.max} per ${took(q.rate.perMs)}` : '',
    ]),
    'No queue has work or limits.',
  )
export const queue = (only: any): string => queues({ queues: [only] })

export const schedules = (reply: any): string =>
  table(
    ['SCHEDULE', 'FLOW', 'CRON', 'ZONE', 'NEXT (UTC)', 'LAST (UTC)', 'STATE'],
    reply.schedules.map((s: any) => [
      s.name,
      `${s.flow}@${s.version}`,
      s.cron,
      s.zone ?? 'UTC',
      time(s.nextAt),
      time(s.lastAt),
      line(s.error ?? (s.isPaused ? 'paused' : s.nextAt ? 'open' : 'never again'), 100),
    ]),
    'No schedules.',
  )
export const schedule = (only: any): string => schedules({ schedules: [only] })

export const retention = (reply: any): string =>
  table(
    ['FLOW OR TASK', 'KEPT AFTER ITS END'],
    reply.retention.map((k: any) => [k.flow, took(k.keepMs)]),
    'Everything is kept for ever.',
  )
export const kept = (only: any): string => retention({ retention: [only] })
export const done = (): string => 'Done.'

export const signingKeys = (reply: any): string =>
  table(
    ['KEY', 'SIGNS WITH', 'SINCE (UTC)', 'PUBLISHED UNTIL (UTC)'],
    reply.keys.map((k: any) => [
      k.id,
      k.algorithm,
      time(k.createdAt),
      k.publishedUntil ? time(k.publishedUntil) : 'it signs',
    ]),
    'No keys yet.',
  )
export const rewrapped = ({ rewrapped: count, left }: any): string =>
  left === 0
    ? `${count} secrets wrapped anew. All are under the first sealing key: the others may go.`
    : `${count} secrets wrapped anew, ${left} could not be opened: their sealing key is not there.`
