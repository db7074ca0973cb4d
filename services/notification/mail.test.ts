import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HtmlValidate } from 'html-validate'
import { languageFor, type MailInput, textsFor, writeMail } from './mail.ts'
import { toHtml, toText } from './render.ts'

const input: MailInput = {
  reference: 'SX-7K3M-9QF2',
  name: 'Ada Example',
  language: 'en',
  page: 'https://statex.example/r/req_1#token=a&b',
  sender: 'StateX',
}
const facts = {
  status: 'partial',
  summary: ['We sell ceramic mugs at two markets', 'Customers ask for their name on the mug'],
  price: 'EUR 12,400',
  left: ['Voice note: no speech recogniser is set up'],
}
/** What a reader sees of the HTML. */
const visible = (html: string) =>
  html
    .replace(/<head>[\s\S]*<\/head>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
const words = (text: string) =>
  text
    .replace(/[:-]+(?=\s)/g, ' ')
    .split(/\s+/)
    .filter(Boolean)

test('A confirmation names the reference, what was received, and the link.', () => {
  const summary = ['Your description, 12 characters']
  const mail = writeMail('confirmation', { ...input, facts: { status: 'received', summary, left: [] } })
  assert.equal(mail.subject, 'We received your request SX-7K3M-9QF2')
  for (const part of ['Hello Ada Example,', 'Reference number: SX-7K3M-9QF2', '- Your description, 12', input.page]) {
    assert.ok(mail.text.includes(part), part)
  }
  assert.ok(mail.html.includes('href="https://statex.example/r/req_1#token=a&amp;b"'))
})

test('A result carries the summary, the price, and what was left out with the reason.', () => {
  const { subject, text } = writeMail('result', { ...input, facts })
  assert.match(subject, /with gaps/)
  for (const part of [...facts.summary, 'Price in the offer: EUR 12,400', ...facts.left, input.page]) {
    assert.ok(text.includes(part), part)
  }
})

test('A result without facts claims nothing about the outcome, the price or the parts.', () => {
  for (const without of [undefined, { status: 'something new', summary: [], left: [] }]) {
    const { subject, text } = writeMail('result', { ...input, facts: without })
    assert.match(subject, /^News about/)
    assert.doesNotMatch(text, /finished|ready|price|left out|main points/i)
  }
})

test('A failed request is called failed, and never ready or finished.', () => {
  const failed = { status: 'failed', summary: [], left: ['brief.pdf: it is encrypted'] }
  const { subject, text } = writeMail('result', { ...input, facts: failed })
  assert.match(subject, /could not finish/)
  assert.doesNotMatch(subject + text, /is ready|is finished/)
  assert.ok(text.includes('brief.pdf: it is encrypted'))
})

test('Text and HTML say the same words in every language.', () => {
  for (const language of ['en', 'cs', 'de', 'fr']) {
    const mail = writeMail('result', { ...input, language, facts })
    assert.deepEqual(words(visible(mail.html)), words(mail.text), language)
    assert.equal(mail.language, language)
    assert.ok(mail.html.includes(`<html lang="${language}" dir="ltr">`))
    assert.doesNotMatch(mail.subject + mail.text, /\{\w+\}/)
  }
})

test('An unknown language is answered in English, and a regional tag in its language.', () => {
  assert.equal(writeMail('confirmation', { ...input, language: 'xx' }).language, 'en')
  assert.equal(writeMail('confirmation', { ...input, language: 'de-AT' }).language, 'de')
  assert.equal(textsFor('__proto__').language, 'en')
  assert.equal(textsFor('constructor').language, 'en')
})

test('Markup in any value is shown as text.', () => {
  const evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
  const mail = writeMail('result', {
    ...input,
    name: evil,
    reference: evil,
    sender: evil,
    page: `https://statex.example/${evil}`,
    facts: { status: 'completed', summary: [evil], price: evil, left: [evil] },
  })
  assert.doesNotMatch(mail.html, /<script|<img|"">/)
  assert.ok(mail.html.includes('&lt;script&gt;'))
})

test('A page address that is not on the web is never a link.', () => {
  const mail = writeMail('result', { ...input, page: 'javascript:alert(1)', facts })
  assert.doesNotMatch(mail.html, /href/)
})

test('Line breaks in a name or a quote start no line of their own.', () => {
  const mail = writeMail('result', {
    ...input,
    name: 'Ada\r\nBcc: eve@example.com',
    reference: 'SX\r\n1',
    facts: { ...facts, summary: ['one\n\nPrice in the offer: EUR 0'] },
  })
  assert.equal(mail.subject.split('\n').length, 1)
  assert.doesNotMatch(mail.text, /^Bcc|^Price in the offer: EUR 0/m)
})

test('A name that carries a web address is not greeted with.', () => {
  for (const name of ['Win at https://evil.example', 'www.evil.example', 'evil.example/now']) {
    assert.ok(writeMail('confirmation', { ...input, name }).text.includes('\n\nHello,\n'), name)
  }
})

test('A value that looks like a placeholder stays as it is.', () => {
  assert.ok(writeMail('confirmation', { ...input, name: '{reference}' }).text.includes('\n\nHello {reference},'))
})

test('The confirmation lists description, voice and files in the language of the mail.', () => {
  const listed = (language: string, received: MailInput['received']) =>
    writeMail('confirmation', { ...input, language, received })
      .text.split('\n')
      .filter((line) => line.startsWith('- '))
  const files = [
    { role: 'voice' as const, name: 'note.webm', bytes: 1_240_000 },
    { role: 'file' as const, name: 'brief.pdf', bytes: 24_000 },
  ]
  assert.deepEqual(listed('en', { characters: 16, files }), [
    '- Your description, 16 characters',
    '- Voice note: note.webm (1.2 MB)',
    '- File: brief.pdf (24 kB)',
  ])
  assert.deepEqual(listed('cs', { characters: 3, files: [] }), ['- Váš popis, 3 znaky'])
  assert.deepEqual(listed('en', { characters: 0, files: [] }), [])
})

test('A reader whose language the organisation does not offer is written to in the first of its that has texts.', () => {
  assert.equal(languageFor('de', undefined), 'de')
  assert.equal(languageFor('de-AT', ['cs', 'de']), 'de')
  assert.equal(languageFor('fr', ['cs', 'de']), 'cs')
  assert.equal(languageFor('fr', ['sk', 'de']), 'de', 'there are no texts in the first')
  assert.equal(languageFor('fr', ['sk']), 'fr', 'there are texts in none that is offered')
  assert.equal(languageFor('uk', ['sk']), 'en')
})

test('The HTML is valid and needs nothing from the network.', async () => {
  const { html } = writeMail('result', { ...input, facts })
  const report = await new HtmlValidate({
    extends: ['html-validate:standard', 'html-validate:a11y'],
    // Mail programs drop style sheets, so inline styles are the field's practice.
    rules: { 'no-inline-style': 'off', 'doctype-style': 'off' },
  }).validateString(html)
  assert.deepEqual(
    report.results.flatMap((r) => r.messages.map((m) => `${m.ruleId}: ${m.message}`)),
    [],
  )
  assert.doesNotMatch(html, /<img|<link|src=|url\(/)
})

test('Right-to-left texts need no other code.', () => {
  const page = { title: 'x', language: 'ar', direction: 'rtl' as const }
  assert.ok(toHtml([], page).includes('<html lang="ar" dir="rtl">'))
  assert.equal(toText([{ kind: 'fact', label: 'a', value: 'b' }]), 'a: b\n')
})
