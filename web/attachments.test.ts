import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limits, progressOf, refusal } from './attachments.ts'

const file = (name: string, size = 10) => ({ name, size })

test('a known file within the bounds is accepted, whatever the case of its name', () => {
  assert.equal(refusal(file('Brief.PDF'), []), undefined)
  assert.equal(refusal(file('archive.tar.csv', limits.fileBytesMax), []), undefined)
})

test('every refusal has its own reason', () => {
  assert.equal(refusal(file('virus.exe'), []), 'type')
  assert.equal(refusal(file('pdf'), []), 'type')
  assert.equal(refusal(file('a.pdf', 0), []), 'empty')
  assert.equal(refusal(file('a.pdf', limits.fileBytesMax + 1), []), 'file_size')
  assert.equal(refusal(file('a.pdf'), [file('a.pdf')]), 'duplicate')
  assert.equal(
    refusal(
      file('z.pdf'),
      Array.from({ length: limits.filesMax }, (_, i) => file(`${i}.pdf`)),
    ),
    'count',
  )
})

test('the recording counts towards the total', () => {
  const kept = [1, 2, 3].map((n) => file(`${n}.mp4`, limits.fileBytesMax))
  assert.equal(refusal(file('4.mp4', limits.fileBytesMax), kept), undefined)
  assert.equal(refusal(file('4.mp4', limits.fileBytesMax), kept, 1), 'total_size')
})

test('upload progress fills the files in the order they travel', () => {
  assert.deepEqual(progressOf([100, 100], 20, 220), [0, 0])
  assert.deepEqual(progressOf([100, 100], 70, 220), [0.5, 0])
  assert.deepEqual(progressOf([100, 100], 170, 220), [1, 0.5])
  assert.deepEqual(progressOf([100, 100], 220, 220), [1, 1])
})
