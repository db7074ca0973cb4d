import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { lintPack } from './lint.ts'
import { faultsOf, type LoadedPack, loadPacks, sharedFiles } from './packs.ts'
import { languages, renderTrial } from './trial.ts'

const packs = [...(await loadPacks()).values()]
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

  test(`The styles of the ${id} pack name sides by the direction of reading, so that nothing overlaps in Arabic.`, () => {
    const sides =
      /[\s{;](?:(?:margin|padding|border)-(?:left|right)|left|right):|text-align: (?:left|right)|(?:margin|padding):(?: [^\s;(,]+){4};/u
    for (const [path, text] of textFiles(pack).filter(([name]) => name.endsWith('.css')))
      assert.doesNotMatch(text, sides, path)
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
    for (const language of languages)
      for (const [path, html] of await renderTrial(pack, language, slots)) {
        assert.ok(html.includes(`<html lang="${language}"${language === 'ar' ? ' dir="rtl"' : ''}>`), path)
        assert.ok(html.includes(slots.name.text.replace('&', '&amp;')), `${path} does not show the name`)
      }
  })

  test(`The ${id} pack keeps the rules that a pack brought by somebody must keep.`, async () => {
    const shared = await sharedFiles()
    const own = Object.fromEntries(
      Object.entries(pack.files).filter(([path, text]) => text !== shared[path] && !/^labels\//u.test(path)),
    )
    assert.deepEqual(await lintPack(pack, own), [])
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
