// What must hold after any fault: nothing acknowledged is lost, nothing happened twice, nothing is left over.
import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { eventually } from '#platform/testing'
import { call, finished, readEvents } from '../flows/client.ts'
import { operatorKey } from '../platform.ts'
import { type Acknowledged, send, sha256 } from './customers.ts'
import { leftOver, runsOf, stuck } from './left-over.sql.ts'
import type { Server } from './server.ts'

export type Figures = {
  acknowledged: number
  repeatsUntilAcknowledged: number
  statuses: Record<string, number>
  mails: number
  repeatedMails: number
  runsTakenOver: number
}
type Mailed = { ID: string; MessageID: string; Subject: string }

/** Waits for the end of every request and checks all of it. */
export async function settled(
  server: Server,
  acknowledged: Acknowledged[],
  options: { limitMs?: number; workers?: number } = {},
): Promise<Figures> {
  const { limitMs = 120_000, workers = 1 } = options
  const statuses: Record<string, number> = {}
  for (const one of acknowledged) {
    const request = await finished(server, one.receipt, limitMs).catch(async (error) => {
      throw new Error(`${error.message}\n${await stuck(server.databaseUrl())}`)
    })
    assert.equal(request.reference, one.receipt.reference)
    assert.equal(request.description, one.description)
    statuses[request.status] = (statuses[request.status] ?? 0) + 1
    if (request.status !== 'completed') console.log(`# ${one.receipt.id}: ${request.status}`, reasons(request))
  }
  await checkNothingLeft(server, workers, limitMs)
  const mails = await mailbox(server)
  for (const one of acknowledged) await checkOne(server, one, mails)
  await checkNothingMore(server, acknowledged)
  const runs = await runsOf(server.databaseUrl())
  for (const { receipt } of acknowledged)
    assert.deepEqual(
      runs.filter((r) => r.key.startsWith(receipt.id)).map((r) => r.state),
      ['completed'],
      `${receipt.id} has one run`,
    )
  return {
    acknowledged: acknowledged.length,
    repeatsUntilAcknowledged: acknowledged.reduce((sum, a) => sum + a.repeats, 0),
    statuses,
    mails: mails.length,
    repeatedMails: mails.length - new Set(mails.map((m) => m.MessageID)).size,
    runsTakenOver: runs.filter((r) => r.claims > 1).length,
  }
}

const reasons = (request: any) =>
  request.steps.filter((s: any) => s.state === 'failed' || s.reason).map((s: any) => `${s.name}: ${s.reason}`)

async function checkOne(server: Server, asked: Acknowledged, mails: Mailed[]): Promise<void> {
  const { receipt } = asked
  const again = await send(server, asked)
  assert.equal(again.status, 201, `the same key is answered again: ${JSON.stringify(again.body)}`)
  assert.deepEqual([again.body.id, again.body.reference], [receipt.id, receipt.reference])

  const history = await readEvents(server, receipt)
  const finals = history.filter((e) => e.event === 'status' && !['received', 'processing'].includes(e.data.status))
  assert.equal(finals.length, 1, `${receipt.id} reached its end once: ${JSON.stringify(finals)}`)

  const { token } = receipt
  const { body: results } = await call(server, 'GET', receipt.links.results!, { token })
  assert.ok(results.analysis && results.offer && results.prototype, `${receipt.id} has its results`)
  for (const file of receipt.files) {
    const { status, body } = await call(server, 'GET', `${receipt.links.self}/files/${file.id}`, { token })
    assert.equal(status, 200, `${receipt.id} still has its file`)
    assert.equal(sha256(body), sha256(asked.file!))
  }

  const { body: told } = await call(server, 'GET', `${receipt.links.self}/messages`, { token })
  assert.deepEqual(
    told.messages.map((m: any) => `${m.kind} ${m.state}`).sort(),
    ['confirmation sent', 'result sent'],
    `messages of ${receipt.id}`,
  )
  const about = mails.filter((m) => m.Subject.includes(receipt.reference))
  const seen = new Set(about.map((m) => m.MessageID.split('@')[0]))
  assert.deepEqual(
    [...seen].sort(),
    told.messages.map((m: any) => m.id).sort(),
    `mails about ${receipt.id} by distinct Message-ID`,
  )
  for (const { ID } of about) {
    const { Text } = (await (await fetch(`${server.mailboxUrl}/api/v1/message/${ID}`)).json()) as { Text: string }
    assert.ok(
      Text.includes(`${server.url}/requests/${receipt.id}#token=${token}`),
      `the link in mail ${ID} opens the request: ${Text}`,
    )
  }
}

/** Every key made one request, acknowledged or not: more rows than acknowledgements would be duplicates. */
async function checkNothingMore(server: Server, acknowledged: Acknowledged[]): Promise<void> {
  const ids: string[] = []
  for (let next: string | undefined = ''; next !== undefined; ) {
    const { body }: { body: any } = await call(
      server,
      'GET',
      `/api/submissions?limit=200${next && `&before=${next}`}`,
      { token: operatorKey },
    )
    ids.push(...body.submissions.map((s: any) => s.id))
    next = body.next
  }
  assert.deepEqual(ids.sort(), acknowledged.map((a) => a.receipt.id).sort(), 'requests stored and acknowledged')
}

/** Also waits for the confirmations, which no request waits for. */
async function checkNothingLeft(server: Server, workers: number, limitMs: number): Promise<void> {
  const clean = { runs: 0, tasks: 0, deliveries: 0, heldByNobody: 0, workers }
  const look = () => leftOver(server.databaseUrl())
  await eventually('nothing to be left over', async () => isDeepStrictEqual(await look(), clean), limitMs).catch(
    async () => assert.deepEqual(await look(), clean, 'what is left in the database'),
  )
  const { body } = await call(server, 'GET', '/api/dead-letters', { token: operatorKey })
  assert.deepEqual(body.deadLetters, [])
}

async function mailbox(server: Server): Promise<Mailed[]> {
  const mails: Mailed[] = []
  for (;;) {
    const response = await fetch(`${server.mailboxUrl}/api/v1/messages?limit=1000&start=${mails.length}`)
    const { messages } = (await response.json()) as { messages: Mailed[] }
    if (messages.length === 0) return mails
    mails.push(...messages)
  }
}
