// From the form to the mail: what a customer sends, watches and receives.
import assert from 'node:assert/strict'
import test from 'node:test'
import { unzipSync } from 'fflate'
import { eventually } from '#platform/testing'
import { contracts } from '../../services/contracts.ts'
import { inventory } from '../../services/index.ts'
import { call, finished, form, mails, type Receipt, submit } from './client.ts'
import { docx, pdf, wav } from './fixtures.ts'
import { inBothModes, type Running } from './modes.ts'

const description =
  'I need a web shop for my ceramic mugs. Customers must be able to order online and pay by card. I also want a gallery of my work.'
const ask = (more: object = {}) => ({
  description,
  name: 'Anna',
  contactType: 'email',
  contactValue: 'anna@example.com',
  consent: true,
  ...more,
})
const resultsOf = async (platform: Running, { links, token }: Receipt) =>
  (await call(platform, 'GET', links.results!, { token })).body

inBothModes({}, (platform) => {
  test('A described idea becomes an analysis, a plan, an offer and a prototype.', async () => {
    const answer = await call(platform, 'POST', '/api/submissions', { body: ask() })
    assert.equal(answer.status, 201)
    const receipt: Receipt = answer.body
    assert.equal(answer.headers.get('location'), `/api/submissions/${receipt.id}`)
    assert.match(receipt.reference, /^SX-[0-9A-Z]{4}-[0-9A-Z]{4}$/)
    assert.equal(receipt.status, 'received')
    assert.equal(receipt.links.self, `/api/submissions/${receipt.id}`)
    assert.equal(receipt.links.page, `${platform.url}/requests/${receipt.id}#token=${receipt.token}`)

    const done = await finished(platform, receipt)
    assert.equal(done.status, 'completed')
    assert.equal(done.submissionType, 'text')
    const states = Object.fromEntries(done.steps.map((s: any) => [s.name, s.state]))
    assert.deepEqual(states, {
      validation: 'done',
      voice: 'skipped',
      documents: 'skipped',
      text: 'done',
      coordination: 'done',
      insights: 'done',
      offer: 'done',
      prototype: 'done',
      notification: 'done',
    })
    for (const step of done.steps) if (step.state === 'skipped') assert.ok(step.reason, `${step.name} says why`)

    const results = await resultsOf(platform, receipt)
    assert.ok(results.analysis.features.length > 0)
    for (const { evidence } of [...results.analysis.features, ...results.analysis.needs])
      assert.equal(evidence.text, description.slice(evidence.start, evidence.end), 'a quote is the customer’s words')
    const { lines, subtotalMinor } = results.offer
    assert.equal(
      lines.reduce((sum: number, line: any) => sum + line.hours * line.rateMinor, 0),
      subtotalMinor,
    )
    assert.ok(results.plan.phases.length > 0)
    const pdfPath = `/api/submissions/${receipt.id}/offer.pdf`
    const printed = await call(platform, 'GET', pdfPath, { token: receipt.token })
    assert.equal(printed.headers.get('content-type'), 'application/pdf')
    assert.ok(printed.body.startsWith('%PDF-'))
    assert.equal((await call(platform, 'GET', pdfPath)).status, 401)
    for (const { text, source, evidence } of results.prototype.texts)
      assert.ok(source === 'proposal' || evidence, `"${text}" is marked as a proposal or has its place in the input`)
  })

  test('Text, a voice note and a document travel together, and what was not used is named.', async () => {
    const receipt = await submit(
      platform,
      form({ description, name: 'Anna' }, [
        { field: 'voice', name: 'note.wav', content: wav(1) },
        { field: 'files', name: 'brief.pdf', content: pdf(['We need a newsletter for our customers.']) },
      ]),
    )
    assert.deepEqual(receipt.refused, [])
    assert.deepEqual(receipt.files.map((f) => f.name).sort(), ['brief.pdf', 'note.wav'])
    const done = await finished(platform, receipt)
    assert.equal(done.submissionType, 'mixed')
    const results = await resultsOf(platform, receipt)
    assert.ok(results.sources.some((s: any) => s.kind === 'document' && s.text.includes('a newsletter for our')))
    const voice = done.steps.find((s: any) => s.name === 'voice')
    if (voice.state === 'skipped') {
      assert.match(voice.reason, /recogniser/)
      assert.equal(done.status, 'partial')
      assert.deepEqual(
        results.coordination.left.map((l: any) => l.label),
        ['Voice note'],
      )
    } else assert.equal(voice.state, 'done')
  })

  test('A voice note that nobody can transcribe ends as failed with the reason, never as completed.', async () => {
    const receipt = await submit(platform, form({}, [{ field: 'voice', name: 'note.wav', content: wav(1) }]))
    const done = await finished(platform, receipt)
    assert.equal(done.submissionType, 'voice')
    assert.equal(done.status, 'failed')
    const steps = new Map<string, any>(done.steps.map((s: any) => [s.name, s]))
    assert.ok(['skipped', 'done'].includes(steps.get('voice').state))
    for (const name of ['text', 'insights', 'offer', 'prototype']) {
      assert.equal(steps.get(name).state, 'skipped')
      assert.ok(steps.get(name).reason)
    }
    const results = await resultsOf(platform, receipt)
    for (const part of ['analysis', 'offer', 'plan', 'prototype']) assert.equal(results[part], undefined)
  })

  test('Files alone are enough.', async () => {
    const receipt = await submit(
      platform,
      form({}, [
        { field: 'files', name: 'idea.docx', content: docx('I need a booking page for my yoga studio.') },
        { field: 'files', name: 'notes.txt', content: 'Members should be able to pay online.' },
      ]),
    )
    const done = await finished(platform, receipt)
    assert.equal(done.submissionType, 'file')
    assert.equal(done.status, 'completed')
    const { analysis, sources } = await resultsOf(platform, receipt)
    const text = new Map<string, string>(sources.map((s: any) => [s.id, s.text]))
    assert.equal(text.size, 2)
    for (const { evidence } of analysis.features)
      assert.equal(evidence.text, text.get(evidence.source)!.slice(evidence.start, evidence.end))
  })

  test('One confirmation and one result arrive, each with the link that opens the request.', async () => {
    const receipt = await submit(platform, ask({ contactValue: 'one.of.each@example.com' }))
    await finished(platform, receipt)
    const found = await eventually('two mails', async () => {
      const list = await mails(platform, 'one.of.each@example.com')
      return list.length >= 2 && list
    })
    const texts = await Promise.all(
      found.map(async (mail: any) => (await fetch(`${platform.mailboxUrl}/api/v1/message/${mail.ID}`)).json()),
    )
    assert.deepEqual(found.map((m: any) => m.Subject).sort(), [
      `We received your request ${receipt.reference}`,
      `Your result is ready: ${receipt.reference}`,
    ])
    for (const mail of texts as any[]) {
      assert.ok(mail.Text.includes(receipt.links.page), 'the text has the link')
      assert.ok(mail.HTML.includes(receipt.links.page), 'the page has the link')
    }
    const { messages } = (await call(platform, 'GET', `/api/submissions/${receipt.id}/messages`, receipt)).body
    assert.deepEqual(messages.map((m: any) => [m.kind, m.state]).sort(), [
      ['confirmation', 'sent'],
      ['result', 'sent'],
    ])
    for (const message of messages) assert.equal(message.attempts.at(-1).outcome, 'sent')
  })

  test('The prototype opens by its secret address only, in a sandbox, unindexed, and downloads as a ZIP.', async () => {
    const receipt = await submit(platform, ask())
    await finished(platform, receipt)
    const { prototype } = await resultsOf(platform, receipt)
    const pages = await Promise.all(
      prototype.pages.map((page: any) => fetch(platform.url + prototype.path + page.path)),
    )
    for (const page of [await fetch(platform.url + prototype.path), ...pages]) {
      assert.equal(page.status, 200)
      assert.match(page.headers.get('content-type')!, /^text\/html/)
      const policy = page.headers.get('content-security-policy')!
      assert.match(policy, /default-src 'none'/)
      assert.match(policy, /(^|; )sandbox( |;|$)/)
      assert.doesNotMatch(policy, /allow-same-origin|unsafe-inline/)
      assert.match(page.headers.get('x-robots-tag')!, /noindex/)
      const html = await page.text()
      assert.doesNotMatch(html, /(src|href)="(https?:)?\/\//, 'nothing is fetched from elsewhere')
      for (const [, target] of html.matchAll(/(?:src|href)="(?![a-z]+:|#)([^"#]+)[^"]*"/g))
        assert.equal((await fetch(new URL(target!, page.url))).status, 200, `${target} is there`)
    }
    const guessed = prototype.path.replace(/[^/]+\/$/, `${'A'.repeat(43)}/`)
    assert.equal((await fetch(platform.url + guessed)).status, 404)

    const zip = await fetch(platform.url + prototype.zipPath)
    assert.equal(zip.headers.get('content-type'), 'application/zip')
    const entries = unzipSync(new Uint8Array(await zip.arrayBuffer()))
    for (const { path } of prototype.pages) assert.ok(entries[path], `${path} is in the ZIP`)
    const secret = prototype.path.split('/').at(-2)!
    for (const [name, bytes] of Object.entries(entries))
      assert.ok(!Buffer.from(bytes).includes(secret), `${name} does not give the live address away`)
  })

  test('A stored file comes back as it was sent, whole, in ranges, or not at all when it is known.', async () => {
    const content = 'Blue mugs, green mugs, red mugs.'
    const receipt = await submit(platform, form({ description }, [{ field: 'files', name: 'mugs.txt', content }]))
    const url = `${platform.url}${receipt.links.self}/files/${receipt.files[0]!.id}`
    const get = (headers: Record<string, string> = {}) =>
      fetch(url, { headers: { authorization: `Bearer ${receipt.token}`, ...headers } })
    const whole = await get()
    assert.equal(whole.status, 200)
    assert.equal(await whole.text(), content)
    assert.match(whole.headers.get('content-type')!, /^text\/plain/)
    assert.equal(whole.headers.get('x-content-type-options'), 'nosniff')
    assert.match(whole.headers.get('content-security-policy')!, /sandbox/)
    const ranges = { 'bytes=0-3': 'Blue', 'bytes=27-': 'mugs.', 'bytes=-5': 'mugs.', 'bytes=5-8': 'mugs' }
    for (const [range, expected] of Object.entries(ranges)) {
      const part = await get({ range })
      assert.equal(part.status, 206, range)
      assert.equal(await part.text(), expected)
      assert.match(part.headers.get('content-range')!, new RegExp(`^bytes \\d+-\\d+/${content.length}$`))
    }
    const beyond = await get({ range: 'bytes=999-' })
    assert.equal(beyond.status, 416)
    assert.equal(beyond.headers.get('content-range'), `bytes */${content.length}`)
    const known = await get({ 'if-none-match': whole.headers.get('etag')! })
    assert.equal(known.status, 304)
    assert.equal(await known.text(), '')
    // A link in a page cannot send a header.
    assert.equal((await fetch(`${url}?token=${receipt.token}`)).status, 200)
  })

  test('Each process runs its own services and no others.', async () => {
    const { hostname, port } = new URL(platform.url)
    const own = async (at: string) => ((await (await fetch(`http://${hostname}:${at}/healthz`)).json()) as any).services
    if (platform.mode === 'together') {
      assert.equal(platform.pids().length, 1)
      assert.deepEqual(new Set(await own(port)), new Set([...Object.keys(inventory), 'operations']))
      return
    }
    assert.equal(new Set(platform.pids()).size, Object.keys(inventory).length)
    for (const { name, port: ownPort } of contracts.filter((c) => c.port))
      assert.deepEqual(await own(String(ownPort)), name === 'gateway' ? ['gateway', 'operations'] : [name])
  })
})
