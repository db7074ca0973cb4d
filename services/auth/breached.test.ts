import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { isBreached } from './breached.ts'

const hash = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase()

test('every password of a sorted list is found, first and last too, and no other', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'statex-breached-'))
  try {
    for (const [count, ending] of [
      [1, ''],
      [2, '\n'],
      [500, '\r\n'],
    ] as const) {
      const words = Array.from({ length: count }, (_, i) => `password ${i}`)
      const path = join(folder, `${count}.txt`)
      const lines = words.map((word, i) => `${hash(word)}${i % 2 ? `:${i}` : ''}`).sort()
      writeFileSync(path, lines.join(ending || '\n') + ending)
      for (const word of words) assert.equal(await isBreached(path, word), true, word)
      for (let i = 0; i < 50; i++) assert.equal(await isBreached(path, `another ${i}`), false)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
