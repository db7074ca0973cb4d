// The demo: sends the ceramic-mug shop (text, voice, PDF) through a real StateX and prints what really happened.
// npm run demo            uses the StateX that runs on this machine, or starts one on free ports with a throw-away data folder
// npm run demo -- --url http://127.0.0.1:8080    uses that one
// npm run demo -- --json  prints one JSON document instead
// Exit code 1 when anything named failed.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Message } from '#contracts/notification'
import type { Results } from '#contracts/orchestrator'
import type { Receipt, Submission } from '#contracts/submission'
import { environment } from '#platform/config'

const { values: options } = parseArgs({
  options: { url: { type: 'string' }, json: { type: 'boolean', default: false } },
})
const here = new URL('./', import.meta.url)
const say = (text: string) => void (options.json || console.log(text))

type Started = { url: string; mailboxUrl?: string; stop(): Promise<void> }

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A StateX of its own: free ports, a data folder that goes with it. */
async function start(): Promise<Started> {
  const dataDir = mkdtempSync(join(tmpdir(), 'statex-demo-'))
  const [port, smtpPort, webPort] = [await freePort(), await freePort(), await freePort()]
  const env = {
    ...environment(),
    DATA_DIR: dataDir,
    PORT: String(port),
    MAILBOX_SMTP_PORT: String(smtpPort),
    MAILBOX_WEB_PORT: String(webPort),
    LOG_LEVEL: 'warn',
    DATABASE_URL: '',
    SMTP_URL: '',
    SERVICES: '',
    PUBLIC_URL: '',
  }
  const child: ChildProcess = spawn(process.execPath, ['--import', './platform/guard.mjs', 'main.ts'], {
    cwd: new URL('../../', here),
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const url = `http://127.0.0.1:${port}`
  const began = performance.now()
  while (!(await fetch(`${url}/readyz`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null) throw new Error('StateX did not start; its messages are above.')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  say(`StateX is ready at ${url} after ${seconds(performance.now() - began)}, database and mailbox embedded.`)
  const stop = async () => {
    child.kill('SIGTERM')
    await new Promise((resolve) => child.once('exit', resolve))
    rmSync(dataDir, { recursive: true, force: true })
  }
  return { url, mailboxUrl: `http://127.0.0.1:${webPort}`, stop }
}

/** A StateX that already runs on the usual ports of this machine, or undefined. */
async function running(): Promise<Started | undefined> {
  const answer = async (url: string) => (await fetch(url).catch(() => undefined))?.json().catch(() => undefined)
  const [url, mailboxUrl] = ['http://127.0.0.1:8080', 'http://127.0.0.1:8025']
  const health = (await answer(`${url}/healthz`)) as { services?: string[] } | undefined
  if (!health?.services?.includes('submission')) return undefined
  const hasMailbox =
    health.services.includes('mailbox') && (await answer(`${mailboxUrl}/api/v1/messages`)) !== undefined
  say(`Using the StateX that runs at ${url}.`)
  return { url, ...(hasMailbox && { mailboxUrl }), stop: async () => {} }
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`
const read = async <T>(url: string, token: string): Promise<T> => {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  if (!response.ok) throw new Error(`${url.split('?')[0]} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as T
}

async function submit(url: string): Promise<Receipt> {
  const form = new FormData()
  form.set('description', readFileSync(new URL('description.txt', here), 'utf8'))
  form.set('name', 'Anna')
  form.set('contactType', 'email')
  form.set('contactValue', 'anna@example.com')
  form.set('consent', 'true')
  form.set('voice', new Blob([readFileSync(new URL('voice.wav', here))], { type: 'audio/wav' }), 'voice.wav')
  form.append('files', new Blob([readFileSync(new URL('brief.pdf', here))], { type: 'application/pdf' }), 'brief.pdf')
  const response = await fetch(`${url}/api/submissions`, { method: 'POST', body: form })
  if (response.status !== 201) throw new Error(`The request was refused: ${response.status} ${await response.text()}`)
  return (await response.json()) as Receipt
}

const marks = { done: '✔', failed: '✘', skipped: '–', running: '…', waiting: '·' }

/** Prints each step as it ends, from the event stream that the customer's page uses. */
async function watch(url: string, receipt: Receipt): Promise<void> {
  const response = await fetch(url + receipt.links.events, { headers: { authorization: `Bearer ${receipt.token}` } })
  let buffer = ''
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    buffer += chunk
    const blocks = buffer.split('\n\n')
    buffer = blocks.pop()!
    for (const block of blocks) {
      if (!block.includes('event: step')) continue
      const { step } = JSON.parse(block.split('data: ')[1]!) as { step: Submission['steps'][number] }
      if (step.state === 'running') continue
      say(
        `  ${marks[step.state]} ${step.name.padEnd(13)} ${step.state.padEnd(8)} ${step.durationMs === undefined ? '' : seconds(step.durationMs)}${step.reason ? `  ${step.reason}` : ''}`,
      )
    }
  }
}

async function mailsOf(mailboxUrl: string | undefined, reference: string): Promise<{ subject: string; to: string }[]> {
  if (!mailboxUrl) return []
  const response = await fetch(`${mailboxUrl}/api/v1/search?query=${encodeURIComponent(reference)}`)
  const { messages } = (await response.json()) as { messages: { Subject: string; To: { Address: string }[] }[] }
  return messages.map((m) => ({ subject: m.Subject, to: m.To.map((t) => t.Address).join(', ') }))
}

function report(
  url: string,
  submission: Submission,
  results: Results,
  messages: Message[],
  mails: { subject: string; to: string }[],
): void {
  const money = (minor: number, currency: string) =>
    new Intl.NumberFormat('en', { style: 'currency', currency }).format(minor / 100)
  say(`\nStatus: ${submission.status}`)
  for (const left of results.coordination?.left ?? []) say(`  not read: ${left.label}: ${left.reason}`)
  if (results.analysis)
    say(
      `Analysis: ${results.analysis.features.length} features, ${results.analysis.needs.length} needs, ${results.analysis.openQuestions.length} open questions, by ${results.analysis.method}`,
    )
  if (results.offer)
    say(
      `Offer: ${money(results.offer.totalMinor, results.offer.currency)} from ${results.offer.lines.length} lines, ${results.offer.tiers.length} tiers`,
    )
  if (results.plan) say(`Plan: ${results.plan.phases.length} phases, ${results.plan.start} to ${results.plan.end}`)
  if (results.prototype)
    say(
      `Prototype: ${results.prototype.pages.length} pages from "${results.prototype.template.id}", ${url}${results.prototype.path}`,
    )
  for (const message of messages)
    say(
      `Message: ${message.kind} by ${message.channel} to ${message.to}: ${message.state} after ${message.attempts.length} attempt(s)`,
    )
  for (const mail of mails) say(`Mailbox: "${mail.subject}" to ${mail.to}`)
}

async function demo(platform: Started): Promise<boolean> {
  const began = performance.now()
  const receipt = await submit(platform.url)
  say(
    `\nReceived as ${receipt.reference} in ${seconds(performance.now() - began)}: ${receipt.files.map((f) => f.name).join(', ')} stored.`,
  )
  await watch(platform.url, receipt)
  const totalMs = performance.now() - began
  const submission = await read<Submission>(platform.url + receipt.links.self, receipt.token)
  const results = await read<Results>(platform.url + receipt.links.results, receipt.token)
  const { messages } = await read<{ messages: Message[] }>(
    `${platform.url}${receipt.links.self}/messages`,
    receipt.token,
  )
  const mails = await mailsOf(platform.mailboxUrl, receipt.reference)
  const isServed = results.prototype ? (await fetch(platform.url + results.prototype.path)).ok : false
  const failed = [
    ...submission.steps.filter((s) => s.state === 'failed').map((s) => `step ${s.name}: ${s.reason}`),
    ...messages.filter((m) => m.state === 'failed').map((m) => `message ${m.kind}`),
    ...(['failed', 'cancelled'].includes(submission.status) ? [`request ${submission.status}`] : []),
    ...(isServed ? [] : ['the prototype is not served']),
    ...(platform.mailboxUrl && mails.length < 2 ? [`the mailbox holds ${mails.length} of 2 mails`] : []),
  ]
  report(platform.url, submission, results, messages, mails)
  say(`Page: ${receipt.links.page}`)
  say(
    `\nFrom "send" to the final status: ${seconds(totalMs)}. ${failed.length === 0 ? 'Nothing failed.' : `Failed: ${failed.join('; ')}`}`,
  )
  if (options.json)
    console.log(
      JSON.stringify(
        {
          reference: receipt.reference,
          status: submission.status,
          totalMs: Math.round(totalMs),
          steps: submission.steps,
          messages,
          mails,
          links: receipt.links,
          prototype: results.prototype?.path,
          failed,
        },
        null,
        2,
      ),
    )
  return failed.length === 0
}

let platform: Started | undefined
let isFine = false
try {
  platform = options.url
    ? { url: options.url.replace(/\/$/, ''), stop: async () => {} }
    : ((await running()) ?? (await start()))
  isFine = await demo(platform)
} catch (error) {
  console.error((error as Error).message)
} finally {
  await platform?.stop()
}
process.exit(isFine ? 0 : 1)
