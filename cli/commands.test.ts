import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { workflow } from '#contracts/workflow'
import { validInput } from '#platform/remote'
import { commands } from './commands.ts'
import { commandHelp, overview } from './help.ts'
import { find, read } from './main.ts'
import { type Option, optionsOf, typedValue, UsageError } from './options.ts'
import { history } from './show.ts'

/** A line as a shell would split it: quotes hold words together. */
const words = (line: string) => [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '')
const inputOf = (line: string) => {
  const { command, rest } = find(words(line))!
  return read(command, rest).input
}

test('Every route of the workflow contract has a command, and no two commands have the same words.', () => {
  const asked = new Set(commands.map(({ route }) => route))
  const silent = Object.entries(workflow.routes).filter(([, route]) => !asked.has(route))
  assert.deepEqual(
    silent.map(([name]) => name),
    [],
    'Add the command to cli/commands.ts, then run "npm run docs".',
  )
  assert.equal(new Set(commands.map((c) => c.words)).size, commands.length)
})

test('The example of every command fits its contract.', () => {
  for (const command of commands)
    assert.doesNotThrow(() => validInput(command.route, inputOf(`${command.words} ${command.example}`)), command.words)
})

test('The help of every command names all it takes and says what each is for.', () => {
  for (const command of commands) {
    const help = commandHelp(command)
    for (const { name, path } of optionsOf(command))
      assert.match(help, new RegExp(`(--${name} <\\w+>|<${path[0]}>) {2,}\\S`), `${command.words}: ${name}`)
    assert.ok(overview().includes(command.words))
  }
})

test('What is typed becomes the input of the route.', () => {
  const id = `run_${'0'.repeat(26)}`
  assert.deepEqual(inputOf('queue limit mail.send --running-max 4 --rate-max 9 --rate-per 1m'), {
    name: 'mail.send',
    runningMax: 4,
    rate: { max: 9, perMs: 60_000 },
  })
  assert.deepEqual(inputOf('retain poll --keep 30d'), { flow: 'poll', keepMs: 30 * 86_400_000 })
  assert.deepEqual(inputOf('retain poll --keep 0s'), { flow: 'poll', keepMs: 0 })
  assert.deepEqual(inputOf(`signal ${id} approved --payload true`), { id, signal: 'approved', payload: true })
  assert.deepEqual(inputOf('retain forever poll'), { flow: 'poll' })
  assert.match(inputOf(`replay ${id}`).key as string, new RegExp(`^replay of ${id} at \\d{4}-`))
  assert.equal(inputOf(`replay ${id} --key mine`).key, 'mine')
})

test('Times are said as a moment or as how long ago.', () => {
  const { command } = find(['runs'])!
  const since = optionsOf(command).find((o) => o.name === 'since') as Option
  const now = new Date('2026-11-21T09:00:00Z')
  assert.equal(typedValue(since, '24h', now), '2026-11-20T09:00:00.000Z')
  assert.equal(typedValue(since, '2026-11-01', now), '2026-11-01T00:00:00.000Z')
  assert.throws(() => typedValue(since, 'yesterday', now), /--since is a time such as/)
})

test('JSON comes from a file or from the line itself.', () => {
  const folder = mkdtempSync(join(tmpdir(), 'statex-command-'))
  try {
    const file = join(folder, 'order.json')
    writeFileSync(file, '{"amount": 900}')
    const resume = (text: string) => inputOf(`resume run_1 --input '${text}'`).input
    assert.deepEqual(resume(file), { amount: 900 })
    assert.deepEqual([resume('[1]'), resume('null'), resume('7')], [[1], null, 7])
    assert.throws(() => resume(join(folder, 'none.json')), /--input is JSON, or the name of a file/)
    assert.throws(() => resume('{"amount"'), /--input is JSON/)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('What does not fit is named.', () => {
  const wrong = (line: string, what: RegExp) =>
    assert.throws(
      () => inputOf(line),
      (error: Error) => error instanceof UsageError && what.test(error.message),
    )
  wrong('run', /<id> is missing/)
  wrong('resume run_1', /--input is missing/)
  wrong('retain poll', /--keep is missing/)
  wrong('retain poll --keep long', /--keep is a time such as/)
  wrong('runs --limit many', /limit is a number/)
  wrong('runs --colour red', /--colour/)
  wrong('queues now', /"now" is one too many/)
})

test('A history shows attempts, reasons, progress, cost, children and what was left out.', () => {
  const at = '2026-11-21T09:00:00.000Z'
  const step = {
    kind: 'task',
    what: 'desk.write',
    askedAt: at,
    finishedAt: at,
    attempts: 1,
    failures: [],
    durationMs: 5,
  }
  const run = { id: 'run_1', flow: 'book', version: 2, key: 'k', trace: 't', createdAt: at, steps: [] as object[] }
  const child = { ...run, id: 'run_2', state: 'running', parentId: 'run_1' }
  const failed = {
    ...run,
    state: 'failed',
    error: 'no ink',
    durationMs: 61_000,
    cost: { EUR_micro: 150 },
    inputBytes: 99_999,
    next: 'page',
    steps: [
      {
        ...step,
        name: 'write',
        state: 'failed',
        error: 'no ink',
        attempts: 2,
        cost: { EUR_micro: 120, tokens: 900 },
        failures: [{ attempt: 1, error: 'no paper', at }],
      },
      { ...step, name: 'bind', state: 'running', finishedAt: undefined, durationMs: undefined, progress: 0.5 },
      { ...step, name: 'page', kind: 'child', what: 'page', state: 'running', child },
    ],
  }
  const text = history(failed, new Date('2026-11-21T09:00:30Z'))
  for (const part of [
    'run_1  book@2  failed  1 min 1 s',
    'reason   no ink',
    'input    99999 bytes of JSON, left out: --json --bytes-max 99999',
    '2 attempts, cost 120 EUR_micro, 900 tokens',
    'cost     150 EUR_micro',
    'attempt 1, 2026-11-21 09:00:00 UTC: no paper',
    'since 30.00 s, 50 %',
    '    run_2  book@2  running  since 30.00 s',
    'add --after "page"',
  ])
    assert.ok(text.includes(part), `${part} is missing in:\n${text}`)
})
