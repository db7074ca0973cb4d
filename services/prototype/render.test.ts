import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unzipSync } from 'fflate'
import { zipOf } from './archive.ts'
import { checkSlots, engineFor, type Pack } from './render.ts'

const script = `<script>alert('1')</script>"><img src=x onerror=alert(2)>`
const render = async (page: string, scope: object) => (await engineFor({ page })).renderFile('page', scope)

test('Output is escaped in every place a value can stand; this is what keeps customers from writing pages.', async () => {
  const html = await render(
    '<p title="{{ v }}">{{ v }}{{ list | join: v }}{{ v | append: v | upcase }}{% assign x = v %}{{ x }}{% capture y %}{{ v }}{% endcapture %}{{ y }}</p>',
    { v: script, list: ['a', 'b'] },
  )
  assert.doesNotMatch(html, /<(?:script|img)/iu)
  assert.equal(html.match(/"/gu)?.length, 2)
})

test('The raw filter, unknown filters, unknown variables, prototypes and files are out of reach.', async () => {
  await assert.rejects(render('{{ v | raw }}', { v: script }), /raw filter is not available/u)
  await assert.rejects(render('{{ v | shell }}', { v: 1 }), /undefined filter/u)
  await assert.rejects(render('{{ missing }}', {}), /undefined variable/u)
  for (const path of ['v.constructor', 'v.__proto__', 'v.toString'])
    await assert.rejects(render(`{{ ${path} }}`, { v: {} }), /undefined variable/u)
  await assert.rejects(render("{% include '../../package.json' %}", {}), /ENOENT|Failed to lookup/u)
})

test('A template that would run or grow without end is stopped.', async () => {
  await assert.rejects(render('{% for i in (1..100000000) %}{{ i }}{% endfor %}', {}), /limit exceeded/u)
  await assert.rejects(render('{{ "" }}'.repeat(100_000), {}), /limit exceeded/u)
})

test('Slot values that do not fit the schema are refused with the name of the slot.', async () => {
  const slots = { type: 'object', properties: { name: { type: 'string', maxLength: 3 } } }
  const pack: Pack = { pack: { id: 'tiny', version: '1', slots, pages: [], assets: [] }, files: {} }
  await checkSlots(pack, { name: 'abc' })
  await assert.rejects(checkSlots(pack, { name: 'abcd' }), /Slot \/name of template tiny@1/u)
})

test('The archive opens, holds every file, and is the same for the same files.', async () => {
  const files = { 'index.html': Buffer.from('<p>Číslo</p>'), 'assets/a.css': Buffer.from('a{}') }
  const archive = await zipOf(files)
  const opened = unzipSync(archive)
  assert.deepEqual(Object.keys(opened).sort(), ['assets/a.css', 'index.html'])
  assert.equal(Buffer.from(opened['index.html']!).toString(), '<p>Číslo</p>')
  assert.deepEqual(await zipOf(files), archive)
})
