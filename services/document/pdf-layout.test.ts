import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Item, layOut as layOutOn } from './pdf-layout.ts'

const size = { width: 600, height: 800 }
const layOut = (items: Item[], page: number) => layOutOn(items, page, size)
/** Letters are 5 points wide and 10 high. */
const at = (x: number, y: number, text: string, isRightToLeft = false): Item => ({
  text,
  x,
  y,
  width: text.length * 5,
  height: 10,
  isRightToLeft,
})

test('lines are rebuilt from top to bottom and left to right, whatever the order of drawing', () => {
  const { text } = layOut([at(50, 80, 'below'), at(80, 100, 'world'), at(50, 100.5, 'Hello')], 1)
  assert.equal(text, 'Hello world\nbelow')
})

test('runs that touch are one word', () => {
  assert.equal(layOut([at(50, 100, 'Pot'), at(65, 100, 'tery')], 1).text, 'Pottery')
})

test('right-aligned figures fall into their column', () => {
  const rows = [
    ['Mug', '9.00'],
    ['Plate', '12.50'],
    ['Bowl', '1,100.00'],
  ]
  const items = rows.flatMap(([name = '', price = ''], r) => [
    at(50, 100 - 14 * r, name),
    at(300 - price.length * 5, 100 - 14 * r, price),
  ])
  assert.deepEqual(layOut(items, 3).tables, [{ page: 3, rows }])
})

test('two columns of prose are read one after the other and make no table', () => {
  const line = (n: number) => `line ${n} of a column that is prose, not cells`
  const items = [1, 2, 3].flatMap((n) => [at(50, 100 - 12 * n, line(n)), at(350, 100 - 12 * n, line(n + 3))])
  const { text, tables } = layOut(items, 1)
  assert.deepEqual(tables, [])
  assert.equal(text, [1, 2, 3, 4, 5, 6].map(line).join('\n'))
})

test('two lines with a gap are no table yet', () => {
  const { text, tables } = layOut(
    [at(50, 100, 'Prague'), at(300, 100, '1 May'), at(50, 86, 'To'), at(300, 86, 'You')],
    1,
  )
  assert.deepEqual(tables, [])
  assert.equal(text, 'Prague 1 May\nTo You')
})

test('words of right-to-left lines keep their order of reading', () => {
  assert.equal(layOut([at(50, 100, 'עולם', true), at(75, 100, 'שלום', true)], 1).text, 'שלום עולם')
})

test('every line says where it stands in the text and on the page', () => {
  const { text, lines } = layOut([at(60, 700, 'Hello'), at(90, 700, 'world'), at(60, 400, 'below')], 1)
  assert.deepEqual(
    lines.map(({ start, end }) => text.slice(start, end)),
    ['Hello world', 'below'],
  )
  assert.deepEqual(lines[0]?.box, [0.1, 0.1125, 0.0917, 0.0125])
  assert.equal(lines[1]?.box[1], 0.4875)
})

test('words that a recogniser is not sure of are marked where they stand in the text, also from right to left', () => {
  const unsure = (item: Item): Item => ({ ...item, confidence: 0.4 })
  const left = layOut([at(50, 100, 'We'), unsure(at(64, 100, 'seil')), at(88, 100, 'mugs')], 1)
  assert.equal(left.text, 'We seil mugs')
  assert.deepEqual(left.doubtful, [{ start: 3, end: 7, confidence: 0.4 }])
  const right = layOut([unsure(at(50, 100, 'עולם', true)), at(75, 100, 'שלום', true)], 1)
  const doubt = right.doubtful[0]
  assert.equal(right.text.slice(doubt?.start, doubt?.end), 'עולם')
  const cells = [100, 86, 72].flatMap((y) => [at(50, y, 'Mug'), unsure(at(300, y, '9.O0'))])
  const table = layOut(cells, 1)
  assert.deepEqual(
    table.doubtful.map(({ start, end }) => table.text.slice(start, end)),
    ['9.O0', '9.O0', '9.O0'],
  )
})

test('a heading over several columns does not melt them into one', () => {
  const rows = [
    ['Mug', 'blue', '9.00'],
    ['Plate', 'white', '12.50'],
    ['Bowl', 'green', '7.00'],
  ]
  const items = [
    at(50, 114, 'Item'),
    at(200, 114, 'What the customer chooses and pays'),
    ...rows.flatMap((row, r) => row.map((cell, c) => at(50 + 150 * c, 100 - 14 * r, cell))),
  ]
  assert.deepEqual(layOut(items, 1).tables, [
    { page: 1, rows: [['Item', 'What the customer chooses and pays', ''], ...rows] },
  ])
})

test('the second line of a cell belongs to its row, and a paragraph below does not', () => {
  const items = [
    at(50, 120, 'Mug'),
    at(200, 120, 'made by hand'),
    at(400, 120, '9.00'),
    at(200, 108, 'and glazed twice'),
    at(50, 90, 'Plate'),
    at(200, 90, 'plain'),
    at(400, 90, '12.50'),
    at(50, 76, 'Prices hold until May.'),
  ]
  const { tables, text } = layOut(items, 1)
  assert.deepEqual(tables, [
    {
      page: 1,
      rows: [
        ['Mug', 'made by hand and glazed twice', '9.00'],
        ['Plate', 'plain', '12.50'],
      ],
    },
  ])
  assert.ok(text.endsWith('\nPrices hold until May.'), text)
})
