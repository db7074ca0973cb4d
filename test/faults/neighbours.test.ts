// Twenty customers at once, alone and beside files that want the whole machine. Needs ffmpeg, flite and pocketsphinx; a missing one fails.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { findProgram } from '#adapters/programs'
import { form, submit } from '../flows/client.ts'
import { type Platform, startTogether } from '../platform.ts'
import { type Hostile, makeHostile } from './hostile-files.ts'
import {
  type Answered,
  answered,
  checkOwnWords,
  checkStatus,
  makeNeighbours,
  type Neighbour,
  visit,
} from './neighbours.ts'
import { watchMemory } from './process-group.ts'

// Proportional memory of the server and all it started, without PostgreSQL. Seen: 450 MB alone, 780 MB beside the hostile files. What the sandbox (four children
// of 384 to 512 MB) and a recogniser (768 MB) may take at their worst is more; what the machine has is not a part of the bound.
const groupMbMax = 1_500
const folder = mkdtempSync(join(tmpdir(), 'statex-neighbours-'))
let platform: Platform
let neighbours: Neighbour[]
let hostile: Hostile[]
let aloneP95Ms: number

before(async () => {
  for (const name of ['ffmpeg', 'flite', 'pocketsphinx_batch'])
    assert.ok(findProgram(name), `apt-get install ffmpeg flite pocketsphinx pocketsphinx-en-us: ${name} is missing`)
  neighbours = makeNeighbours(folder)
  hostile = await makeHostile(folder)
  platform = await startTogether({ env: { GATEWAY_ADDRESS_PER_MINUTE: '0', GATEWAY_TENANT_PER_MINUTE: '0' } })
})
after(async () => {
  await platform?.stop()
  rmSync(folder, { recursive: true })
})

/** When the process began, in clock ticks since the machine did: another process of the same number would have another. */
const startOf = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19]

const p95 = (all: Answered[]) => {
  const times = all.map(({ tookMs }) => Math.round(tookMs)).sort((a, b) => a - b)
  return times[Math.ceil(0.95 * times.length) - 1]!
}

async function checkAll(all: Answered[]): Promise<void> {
  for (const one of all) {
    checkStatus(one.request, one.results)
    await checkOwnWords(platform, one, neighbours)
  }
}

test('twenty customers at once are understood whole, each has the own words only, and memory is bounded', async () => {
  const [pid] = platform.pids()
  const began = startOf(pid!)
  const largest = watchMemory(pid!)
  const all = await Promise.all(neighbours.map((neighbour) => visit(platform, neighbour)))
  const memory = largest()
  aloneP95Ms = p95(all)
  console.log(`# alone: p95 ${aloneP95Ms} ms, ${JSON.stringify(memory)}`)
  await checkAll(all)
  assert.ok(memory.groupMb < groupMbMax, `${memory.groupMb} MB`)
  assert.equal(startOf(pid!), began, 'the server is still the same process')
})

/** Sends one hostile file beside a sentence, and looks whether the customer is told what became of it. */
async function intrude({ title, field, name, content, told }: Hostile): Promise<string> {
  const body = form({ description: 'We need a site with our opening hours.', contactValue: 'hostile@example.com' })
  body.append(field, content, name)
  const receipt = await submit(platform, body)
  const { request, results } = await answered(platform, receipt)
  checkStatus(request, results)
  if ('refusal' in told) {
    assert.deepEqual(receipt.files, [], title)
    assert.deepEqual(
      receipt.refused.map((r) => r.name),
      [name],
      title,
    )
    assert.match(receipt.refused[0]!.reason, told.refusal, title)
    return `${title}: refused. ${receipt.refused[0]!.reason}`
  }
  assert.deepEqual(receipt.refused, [], title)
  const left: string[] = results.coordination.left.map((l: any) => `${l.label}: ${l.reason}`)
  for (const expected of told.left)
    assert.ok(
      left.some((line) => expected.test(line)),
      `${title}: ${expected} in ${JSON.stringify(left)}`,
    )
  return `${title}: ${request.status}. ${left.join(' ')}`
}

test('the same twenty are answered as well beside files that want the whole machine, and each of those ends in a sentence', async () => {
  const [pid] = platform.pids()
  const began = startOf(pid!)
  const largest = watchMemory(pid!)
  const [ends, all] = await Promise.all([
    Promise.allSettled(hostile.map(intrude)),
    Promise.all(neighbours.map((neighbour) => visit(platform, neighbour))),
  ])
  const memory = largest()
  for (const end of ends) console.log(`# ${end.status === 'fulfilled' ? end.value : end.reason}`)
  const p95Ms = p95(all)
  console.log(`# beside them: p95 ${p95Ms} ms, ${(p95Ms / aloneP95Ms).toFixed(2)} × alone, ${JSON.stringify(memory)}`)
  await checkAll(all)
  assert.deepEqual(
    ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : [])),
    [],
  )
  assert.ok(memory.groupMb < groupMbMax, `${memory.groupMb} MB`)
  assert.equal(startOf(pid!), began, 'the server is still the same process')
  assert.ok((await fetch(`${platform.url}/readyz`)).ok)
})
