import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { Liquid } from 'liquidjs'
import { template } from '#contracts/template'
import { Refusal } from '#platform/errors'
import { plainCtx } from '#platform/testing'
import { faultsOf, type LoadedPack, loadPacks } from './packs.ts'
import { list } from './routes/list.ts'
import { read } from './routes/read.ts'

const packs = [...(await loadPacks()).values()]
const languages = ['en', 'cs', 'de', 'fr', 'ar']
const textFiles = ({ files }: LoadedPack) =>
  Object.entries(files).filter(([path]) => /\.(?:liquid|css|js)$/u.test(path))
const labelsOf = ({ files }: LoadedPack, language: string): Record<string, string> =>
  JSON.parse(files[`labels/${language}.json`]!)

test('There are nine packs, and each is whole.', () => {
  assert.deepEqual(
    packs.map(({ pack }) => pack.id),
    ['api-docs', 'blog', 'booking', 'course', 'dashboard', 'landing', 'portfolio', 'restaurant', 'shop'],
  )
  for (const pack of packs) assert.deepEqual(faultsOf(pack), [])
})

test('A changed asset, a missing page and a missing preview are faults.', () => {
  const [whole] = packs as [LoadedPack]
  const files = {
    ...whole.files,
    'assets/site.css': `${whole.files['assets/site.css']} `,
    'pages/index.liquid': undefined,
    'preview.webp': undefined,
  }
  assert.deepEqual(faultsOf({ pack: whole.pack, files: files as unknown as Record<string, string> }), [
    'Asset assets/site.css is not the file its sha256 names.',
    'Page template pages/index.liquid is missing.',
    'Preview preview.webp is missing.',
  ])
})

for (const pack of packs) {
  const { id } = pack.pack

  test(`The ${id} pack has no inline script, style or handler, no address of another host and no raw filter.`, () => {
    for (const [path, text] of textFiles(pack)) {
      assert.doesNotMatch(text, /https?:|\/\/[a-z0-9-]+\.[a-z]|@import|url\(/iu, `${path} names another host`)
      if (!path.endsWith('.liquid')) continue
      assert.doesNotMatch(text, /\|\s*raw\b|\{%-?\s*raw\b/u, `${path} switches escaping off`)
      assert.doesNotMatch(
        text,
        /<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:/iu,
        `${path} has inline style or handler`,
      )
      assert.doesNotMatch(text, /<script(?![^>]*\ssrc="assets\/)[^>]*>/iu, `${path} has an inline script`)
    }
  })

  test(`The scripts of the ${id} pack keep to the page: no network but the inbox, no storage, no markup from text.`, () => {
    for (const [path, text] of textFiles(pack).filter(([name]) => name.endsWith('.js')))
      assert.doesNotMatch(
        path === 'assets/base.js' ? text.replace("fetch('inbox', ", '') : text,
        /fetch|XMLHttp|WebSocket|sendBeacon|localStorage|sessionStorage|indexedDB|cookie|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|import\(/u,
        path,
      )
  })

  test(`The ${id} pack has every label in English, Czech, German, French and Arabic.`, () => {
    const english = Object.keys(labelsOf(pack, 'en')).sort()
    for (const language of languages) {
      const labels = labelsOf(pack, language)
      assert.deepEqual(Object.keys(labels).sort(), english, language)
      assert.ok(
        Object.values(labels).every((text) => text.trim() === text && text.length > 0),
        language,
      )
    }
    for (const { path } of pack.pack.pages)
      assert.ok(labelsOf(pack, 'en')[`nav_${path.replace('.html', '')}`], `${path} has no name`)
  })

  test(`The sample of the ${id} pack fits its slots and renders on every page.`, async () => {
    const slots: any = JSON.parse(pack.files['sample.json']!)
    const ajv = new Ajv2020({ strict: true, allErrors: true })
    assert.ok(ajv.validate(pack.pack.slots, slots as unknown), ajv.errorsText())
    const engine = new Liquid({
      templates: pack.files,
      outputEscape: 'escape',
      ownPropertyOnly: true,
      strictVariables: true,
      strictFilters: true,
      lenientIf: true,
    })
    const items = slots.items.map(() => [])
    const about = {
      wishes: [
        { name: slots.name, state: 'shown', places: [{ path: 'index.html', title: 'Home' }], because: '' },
        { name: slots.name, state: 'missing', places: [], because: 'x' },
      ],
      quotes: [{ said: slots.name, from: '' }],
      proposals: [],
    }
    for (const language of languages) {
      const label = labelsOf(pack, language)
      for (const { path, template: file } of pack.pack.pages) {
        const nav = pack.pack.pages.map((page) => ({ path: page.path, title: page.title, here: page.path === path }))
        const globals = {
          label,
          slots,
          nav,
          about,
          page: { path, title: path },
          lang: { page: language, dir: language === 'ar' ? 'rtl' : 'ltr', customer: null },
          look: { classes: '' },
          art: { hero: [], band: [], items, places: [[], [], [], [], [], []] },
        }
        const html = await engine.renderFile(file, {}, { globals })
        assert.ok(html.includes(`<html lang="${language}"${language === 'ar' ? ' dir="rtl"' : ''}>`), path)
        assert.ok(html.includes(slots.name.text.replace('&', '&amp;')), `${path} does not show the name`)
      }
    }
  })

  test(`The slots of the ${id} pack refuse control characters, direction overrides, over-long texts and unknown slots.`, () => {
    const validate = new Ajv2020().compile(pack.pack.slots)
    const sample = JSON.parse(pack.files['sample.json']!)
    const withName = (text: string) => validate({ ...sample, name: { text, own: true } })
    assert.ok(withName('Ember'))
    for (const text of ['', 'a\u0000b', 'a\u202eb', 'x'.repeat(61)])
      assert.equal(withName(text), false, JSON.stringify(text))
    assert.equal(validate({ ...sample, html: '<b>' }), false)
  })
}

test('The list holds manifests only, and reading an unknown pack is refused.', async () => {
  const { templates } = await list({}, plainCtx())
  assert.equal(templates.length, packs.length)
  assert.ok(new Ajv2020({ strict: false }).validate(template.routes.list.reply, { templates }))
  assert.ok(new Ajv2020({ strict: false }).validate(template.routes.read.reply, await read({ id: 'shop' }, plainCtx())))
  await assert.rejects(
    async () => read({ id: '../shop' }, plainCtx()),
    (error) => error instanceof Refusal && error.code === 'not_found',
  )
})
