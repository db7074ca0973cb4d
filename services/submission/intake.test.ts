import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { plainCtx } from '#platform/testing'
import { contactProblem } from './contact.ts'
import { openIntake, safeName } from './intake.ts'

test('a name keeps what a person reads and loses what a path or a screen would misuse', () => {
  assert.equal(safeName('../../etc/passwd'), 'passwd')
  assert.equal(safeName('C:\\Users\\a\\brief.pdf'), 'brief.pdf')
  assert.equal(safeName('in\u202Efdp.exe'), 'infdp.exe')
  assert.equal(safeName('a\u0000b\n.txt'), 'ab.txt')
  assert.equal(safeName('..'), 'unnamed')
  assert.equal(safeName(''), 'unnamed')
  assert.equal(safeName('Přehled cen – 2026.xlsx'), 'Přehled cen – 2026.xlsx')
  const long = safeName(`${'x'.repeat(400)}.docx`)
  assert.ok(long.length === 200 && long.endsWith('.docx'))
})

test('a contact is refused only when it cannot be right, and the sentence says what to give', () => {
  for (const [type, value] of [
    ['email', 'a@example.com'],
    ['email', "o'neil+x@mail.example"],
    ['telegram', '@some_name'],
    ['whatsapp', '+420 601 123 456'],
    ['linkedin', 'https://www.linkedin.com/in/some-one'],
    ['webhook', 'https://hooks.example.com/x?y=1'],
  ] as const)
    assert.equal(contactProblem(type, value), undefined, `${type} ${value}`)
  for (const [type, value] of [
    ['email', 'no at sign'],
    ['email', 'a@b\r\nBcc: c@d'],
    ['email', '<a@example.com>'],
    ['webhook', 'http://plain.example'],
    ['phone', 'call me'],
  ] as const)
    assert.match(contactProblem(type, value) ?? '', /^Please give /, `${type} ${value}`)
})

test('whoever reads files is told once, while the first one is still arriving, and not for a voice note', async () => {
  const told: string[] = []
  const blobs = {
    put: async (key: string) => {
      told.push('stored')
      return { key, bytes: 0, sha256: '', head: new Uint8Array() }
    },
    remove: async () => {},
  }
  const document = { expect: async () => void told.push('expected') }
  const config = { fileBytesMax: 100, totalBytesMax: 1_000, filesMax: 5, voiceSecondsMax: 60 }
  const intake = openIntake(plainCtx({ config, adapters: { blobs }, call: { document } } as never))
  const content = Readable.from([])
  for (const field of ['voice', 'files', 'files'])
    await intake.take({ field, name: 'a.txt', declaredType: '', content })
  assert.deepEqual(told, ['stored', 'expected', 'stored', 'stored'])
})
