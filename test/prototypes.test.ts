// The template and prototype services together, without a server: each pack, filled with different requests, in each language.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HtmlValidate } from 'html-validate'
import { type Built, buildSite } from '../services/prototype/build.ts'
import * as corpus from '../services/prototype/corpus.test-support.ts'
import * as samples from '../services/prototype/sample.test-support.ts'
import { chooseTemplate } from '../services/template/choose.ts'
import { loadPacks } from '../services/template/packs.ts'

const packs = [...(await loadPacks()).values()]
const { mugShop, dentist, hostile } = samples
const inputs = { ...corpus, hostile, nothing: samples.inputOf({ text: '' }) }
const languages = ['en', 'cs', 'de', 'fr', 'ar']

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', '#34': '"', '#39': "'" }
const decoded = (text: string) => text.replace(/&(#?\w+);/gu, (whole, name) => entities[name] ?? whole)
const flat = (text: string) => decoded(text).replace(/\s+/gu, ' ').trim()
const shownAttributes = /\s(?:aria-label|title|alt|placeholder|label|aria-description|summary)="([^"]*)"/gu

/** Every text a visitor can read or hear: text nodes and the attributes that are shown or spoken. */
function visibleTexts(html: string): string[] {
  const texts: string[] = []
  for (const { 0: token } of html.matchAll(/<!--[\s\S]*?-->|<(?:"[^"]*"|[^">])*>|[^<]+/gu)) {
    if (token.startsWith('<!')) continue
    if (token.startsWith('<')) texts.push(...[...token.matchAll(shownAttributes)].map(([, text]) => flat(text!)))
    else texts.push(flat(token))
  }
  return texts.filter(Boolean)
}

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: { 'no-inline-style': 'error' },
})
async function faultsIn(path: string, html: string): Promise<string[]> {
  const { results } = await validator.validateString(html)
  return results.flatMap(({ messages }) =>
    messages.map(({ line, ruleId, message }) => `${path}:${line} ${ruleId} ${message}`),
  )
}

const pagesOf = ({ files }: Built) => Object.entries(files).filter(([path]) => path.endsWith('.html'))

for (const pack of packs) {
  const { id } = pack.pack
  for (const [name, input] of Object.entries(inputs)) {
    test(`Each text of ${id} for ${name} is a quote of the customer or a listed proposal.`, async () => {
      const site = await buildSite(pack, input)
      const sayings = new Set(site.texts.map(({ text }) => text.replace(/\s+/gu, ' ')))
      for (const { text, source, evidence, slot } of site.texts) {
        if (source === 'proposal') continue
        const said =
          evidence!.source === 'name'
            ? input.customerName!
            : input.sources.find((one) => one.id === evidence!.source)!.text
        assert.equal(said.slice(evidence!.start, evidence!.end), text, slot)
      }
      for (const [path, html] of pagesOf(site)) {
        const texts = visibleTexts(html)
        const [title, ...rest] = texts
        assert.ok(rest.length > 10, path)
        for (const text of [...title!.split(' · '), ...rest]) assert.ok(sayings.has(text), `${path} says "${text}"`)
      }
    })
  }

  test(`Nothing a customer writes becomes markup in ${id}.`, async () => {
    const site = await buildSite(pack, hostile)
    for (const [path, html] of pagesOf(site)) {
      assert.doesNotMatch(
        html,
        /<script(?! src="assets\/[a-z]+\.js" defer>)|<img|<b>|<i>|\son(?!e)\w+=|javascript:|style=/iu,
        path,
      )
      assert.equal(
        html.match(/<script/gu)!.length,
        pack.pack.assets.filter((asset) => asset.path.endsWith('.js')).length,
        path,
      )
    }
    assert.ok(site.files['sources.html']!.includes('&lt;script&gt;'), 'the words themselves are shown')
  })

  for (const language of [...languages, 'es']) {
    test(`Pages of ${id} for a request in "${language}" say their language and are valid HTML.`, async () => {
      const site = await buildSite(pack, { ...mugShop, language })
      const own = languages.includes(language)
      for (const [path, html] of pagesOf(site)) {
        assert.ok(html.includes(`<html lang="${own ? language : 'en'}"${language === 'ar' ? ' dir="rtl"' : ''}>`), path)
        assert.equal(html.includes(`dir="auto" lang="${language}"`), !own, path)
        assert.deepEqual(await faultsIn(path, html), [])
      }
    })
  }

  test(`Every link and asset that ${id} names exists, whatever was asked for.`, async () => {
    for (const [name, input] of Object.entries(inputs)) {
      const site = await buildSite(pack, input)
      for (const [path, html] of pagesOf(site)) {
        for (const [, target] of html.matchAll(/\s(?:href|src)="([^"#?]+)[^"]*"/gu))
          assert.ok(target === 'data:,' || site.files[target!] !== undefined, `${name}: ${path} names ${target}`)
        for (const [, page, place] of html.matchAll(/\shref="([^"#?]*)#([^"]+)"/gu))
          assert.ok(site.files[page || path]!.includes(`id="${place}"`), `${name}: ${path} names ${page}#${place}`)
      }
    }
  })

  test(`Pages of ${id} are valid HTML when nothing was said, and when script was said in every field.`, async () => {
    for (const input of [inputs.nothing, hostile])
      for (const [path, html] of pagesOf(await buildSite(pack, input))) assert.deepEqual(await faultsIn(path, html), [])
  })

  test(`Two requests do not look alike in ${id}, and the same request always gives the same site.`, async () => {
    const [one, other, again] = await Promise.all(
      [mugShop, { ...mugShop, requestId: 'req_01k9another00000000000000' }, mugShop].map((input) =>
        buildSite(pack, input),
      ),
    )
    assert.deepEqual(one, again)
    assert.notEqual(one!.files['assets/look.css'], other!.files['assets/look.css'])
    assert.notEqual(one!.files['index.html'], other!.files['index.html'])
  })
}

test('Every request of the corpus is valid HTML in the pack that is chosen for it.', async () => {
  for (const [name, input] of Object.entries(inputs)) {
    const { id } = chooseTemplate(
      packs.map(({ pack }) => pack),
      input.analysis,
    )
    const site = await buildSite(packs.find(({ pack }) => pack.id === id)!, input)
    for (const [path, html] of pagesOf(site)) assert.deepEqual(await faultsIn(`${name}: ${path}`, html), [])
  }
})

test('Coverage tells the truth: payment is on no page of the shop, booking on one page of the booking site, a ruled-out wish nowhere.', async () => {
  const pack = (id: string) => packs.find((one) => one.pack.id === id)!
  const shop = await buildSite(pack('shop'), mugShop)
  assert.deepEqual(shop.pages.find(({ path }) => path === 'order.html')!.covers, ['f2'])
  assert.deepEqual(shop.uncovered, ['f3', 'f4'])
  const booking = await buildSite(pack('booking'), dentist)
  assert.deepEqual(booking.pages.find(({ path }) => path === 'book.html')!.covers, ['f1', 'f4'])
  assert.ok(booking.uncovered.includes('f5'))
  assert.match(booking.files['sources.html']!, /online payment<\/td><td>\s*<span class="tag">Left out, as you asked/u)
})

test('Prices, products, hours and contact the customer gave are on the pages; the budget is not.', async () => {
  const shop = await buildSite(packs.find((one) => one.pack.id === 'shop')!, mugShop)
  const html = pagesOf(shop)
    .map(([, text]) => text)
    .join('')
  for (const words of [
    'Espresso cups',
    '£14',
    '350 ml',
    'open Thursday to Saturday 10:00-17:00',
    'hello@emberandclay.example',
    'sea blue',
  ])
    assert.ok(html.includes(words), words)
  assert.ok(!html.includes('6,000'))
})

test('A project of the portfolio that is renamed or removed is so on the first page, among the works and beside its neighbours, and inner pages are in no menu.', async () => {
  const said = { source: 'change-1', start: 0, end: 17, text: 'A library in Graz' }
  const site = await buildSite(packs.find((one) => one.pack.id === 'portfolio')!, inputs.architects, {
    edits: [
      { kind: 'page-rename', path: 'project-2.html', title: said },
      { kind: 'page-remove', path: 'project-3.html' },
    ],
  })
  for (const path of ['index.html', 'work.html', 'project-1.html', 'project-4.html'])
    assert.ok(site.files[path]!.includes(said.text), path)
  assert.match(site.files['project-2.html']!, /rel="next"[^>]*>.*\n?.*Ihr viertes Projekt/u)
  for (const [path, html] of pagesOf(site)) {
    assert.ok(path === 'sources.html' || !html.includes('Ihr drittes Projekt'), path)
    for (const [nav] of html.matchAll(/<nav (?!class="neighbours)[\s\S]*?<\/nav>/gu))
      assert.ok(!nav.includes('project-'), `${path} has a project in a menu`)
  }
})
