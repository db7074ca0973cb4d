// A customer, over HTTP only: sends text and a PDF, follows the stream to the end, reads the results, opens the prototype, and believes nothing unseen.
import { request as open } from 'node:http'
import { connectionAgent } from './server.ts'

/** How one journey went. `wrong` says what was not as it must be. */
export type Journey = { acceptedMs: number; finishedMs: number; wrong: string[] }

type Reply = { status: number; text: string }
type Options = { method?: string; headers?: Record<string, string>; body?: Buffer }

function send(url: string, { method = 'GET', headers, body }: Options = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = open(url, { method, headers, agent: connectionAgent }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode!, text }))
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}

async function form(fields: Record<string, string>, pdf: Uint8Array<ArrayBuffer>) {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.append(name, value)
  data.append('files', new Blob([pdf], { type: 'application/pdf' }), 'brief.pdf')
  const encoded = new Response(data)
  const headers = { 'content-type': encoded.headers.get('content-type')! }
  return { headers, body: Buffer.from(await encoded.arrayBuffer()) }
}

const finals = /"status":"(completed|partial|failed|cancelled)"/

/** One journey from the form to the opened prototype. The clock stops when the stream says the final status; the checks come after it. */
export async function travel(url: string, name: string, pdf: Uint8Array<ArrayBuffer>): Promise<Journey> {
  const description = `${name} makes ceramic mugs by hand and wants to sell them online. Customers should be able to put mugs in a basket, pay by card and choose delivery or collection. A page about the studio and a contact form are needed too. The budget is 6,000 euros.`
  const sent = await form(
    { description, name, contactType: 'email', contactValue: 'visitor@example.com', consent: 'true', language: 'en' },
    pdf,
  )
  const startedAt = performance.now()
  const reply = await send(`${url}/api/submissions`, { method: 'POST', ...sent })
  const acceptedMs = performance.now() - startedAt
  if (reply.status !== 201)
    return { acceptedMs, finishedMs: acceptedMs, wrong: [`answered ${reply.status}: ${reply.text}`] }
  const receipt = JSON.parse(reply.text)
  const headers = { authorization: `Bearer ${receipt.token}` }
  // The stream ends by itself after the final status.
  const stream = await send(url + receipt.links.events, { headers })
  const finishedMs = performance.now() - startedAt
  const status = finals.exec(stream.text)?.[1]
  if (status !== 'completed') return { acceptedMs, finishedMs, wrong: [`ended as ${status}`] }
  return { acceptedMs, finishedMs, wrong: await lookClosely(url, receipt, headers, name) }
}

/** Whether "completed" is true: each step done (voice skipped, there was none), the PDF read, the words on the prototype's page. */
async function lookClosely(
  url: string,
  receipt: { links: Record<string, string> },
  headers: Record<string, string>,
  name: string,
): Promise<string[]> {
  const wrong: string[] = []
  const request = JSON.parse((await send(url + receipt.links.self, { headers })).text)
  for (const step of request.steps) {
    const wanted = step.name === 'voice' ? 'skipped' : 'done'
    if (step.state !== wanted) wrong.push(`step ${step.name} is ${step.state}${step.reason ? `: ${step.reason}` : ''}`)
  }
  const results = JSON.parse((await send(url + receipt.links.results, { headers })).text)
  if (!results.documents?.some((document: object) => /mug/i.test(JSON.stringify(document))))
    wrong.push('the PDF was not read')
  if (!results.analysis) wrong.push('there is no analysis')
  if (!(results.offer?.totalMinor > 0)) wrong.push('there is no price')
  // Its address leads to the origin of prototypes, which `send` would not follow.
  const page = await fetch(url + results.prototype?.path)
  const text = await page.text()
  if (page.status !== 200 || !/<h1/i.test(text)) wrong.push(`the prototype answers ${page.status}`)
  else if (!text.includes(name)) wrong.push(`the prototype does not say "${name}"`)
  return wrong
}
