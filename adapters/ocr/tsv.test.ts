import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTsv } from './tsv.ts'

const header = 'level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext'
const rows = [
  '1\t1\t0\t0\t0\t0\t0\t0\t600\t800\t-1\t',
  '2\t1\t1\t0\t0\t0\t10\t20\t100\t60\t-1\t',
  '3\t1\t1\t1\t0\t0\t10\t20\t100\t20\t-1\t',
  '4\t1\t1\t1\t1\t0\t10\t20\t100\t20\t-1\t',
  '5\t1\t1\t1\t1\t1\t10\t20\t40\t20\t96.5\tBlue',
  '5\t1\t1\t1\t1\t2\t60\t20\t50\t20\t31.25\tmvg',
  '3\t1\t1\t2\t0\t0\t10\t60\t100\t20\t-1\t',
  '4\t1\t1\t2\t1\t0\t10\t60\t100\t20\t-1\t',
  '5\t1\t1\t2\t1\t1\t10\t60\t40\t20\t95\t ',
]

test('words are gathered by line and paragraph, with boxes and shares of one, and empty lines are left out', () => {
  const page = {
    width: 600,
    height: 800,
    lines: [
      {
        paragraph: 1,
        words: [
          { text: 'Blue', confidence: 0.965, box: [10, 20, 40, 20] },
          { text: 'mvg', confidence: 0.3125, box: [60, 20, 50, 20] },
        ],
      },
    ],
  }
  assert.deepEqual(readTsv(rows.join('\n')), page)
  assert.deepEqual(readTsv([header, ...rows, ''].join('\n')), page)
})

test('nothing in, nothing out', () => {
  assert.deepEqual(readTsv(''), { width: 0, height: 0, lines: [] })
})
