import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Item, layOut } from './pdf-layout.ts'

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
