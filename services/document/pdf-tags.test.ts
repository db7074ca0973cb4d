import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { fixtureFolder } from './fixtures.test-support.ts'
import { taggedTables } from './pdf-tags.ts'
import { settle } from './pictures.ts'
import { readFile } from './read-file.ts'
import { makeTaggedPdf } from './tagged-pdf.test-support.ts'

const folder = await fixtureFolder()
after(folder.remove)

test('a tagged table keeps its empty cells and the lines inside its cells', async () => {
  const rows = [
    ['Item', 'Description', 'Price'],
    ['Mug', 'A large mug\nmade of clay', ''],
    ['Plate', '', '9.00'],
  ]
  const path = await folder.store('a.pdf', makeTaggedPdf('We sell ceramic mugs and plates.', rows))
  const document = settle(await readFile({ path, name: 'a.pdf' }))
  assert.deepEqual(document.tables, [{ page: 1, rows: rows.map((row) => row.map((cell) => cell.replace('\n', ' '))) }])
  assert.match(document.pages[0]?.text ?? '', /^We sell ceramic mugs and plates\.\n/)
})

test('tables are found in sections and bodies, without their captions, in the order of the page', () => {
  const leaf = (mark: number) => ({ mark })
  const row = (...marks: number[]) => ({
    role: 'TR',
    children: marks.map((mark) => ({ role: 'TD', children: [leaf(mark)] })),
  })
  const nowhere = 9
  const tree = {
    role: 'Root',
    children: [
      {
        role: 'Sect',
        children: [
          {
            role: 'Table',
            children: [
              { role: 'Caption', children: [leaf(0)] },
              { role: 'TBody', children: [row(1, 2)] },
            ],
          },
        ],
      },
      { role: 'Table', children: [row(3), row(nowhere)] },
      { role: 'Table', children: [row(nowhere)] },
    ],
  }
  const texts = new Map([...'ABCD'].map((text, mark) => [mark, text]))
  assert.deepEqual(taggedTables(tree, texts, 7), [
    { page: 7, rows: [['B', 'C']] },
    { page: 7, rows: [['D'], ['']] },
  ])
  assert.deepEqual(taggedTables({}, texts, 7), [])
})
