// docs/security/asvs.md says what is proved and by which test: here, that these tests are there and that nothing is left out.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { answers, proofsOf, required, rowsIn, withCounts } from '../docs/asvs.ts'
import { root } from './tree.ts'

const read = (path: string) => readFileSync(join(root, path), 'utf8')
const page = read('docs/security/asvs.md')
const rows = rowsIn(page)

/** Titles of the tests of a file, each as a pattern: what is filled in when it runs may be anything. */
function titlesIn(text: string): RegExp[] {
  const calls = text.matchAll(/\btest\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g)
  return Array.from(calls, ([, single, double, template]) => {
    const parts = template === undefined ? [single ?? double ?? ''] : template.split(/\$\{[^}]*\}/)
    const escaped = parts.map((part) => part.replace(/\\(.)/g, '$1').replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    return new RegExp(`^${escaped.join('.+')}$`, 's')
  })
}

test('The titles of tests are found as they are written.', () => {
  const text = [
    `test('It is so.', async () => {})`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a test, not a template
    'for (const id of ids) test(`A pack with ${id} (${what(id)}) is refused.`, () => {})',
    `await t.test("it's so", () => {})`,
  ].join('\n')
  const has = (title: string) => titlesIn(text).some((pattern) => pattern.test(title))
  for (const title of ['It is so.', 'A pack with a script (a.js) is refused.', "it's so"]) assert.ok(has(title), title)
  for (const title of ['It is so', 'It is so.!', 'A pack with  () is refused.', 'It is soX'])
    assert.ok(!has(title), title)
})

test('Every requirement of levels 1 and 2 has one row, in the section of its chapter and with its level.', () => {
  assert.deepEqual([required.size, [...required.values()].filter((level) => level === 1).length], [253, 70])
  assert.deepEqual(
    rows.map(({ number }) => number),
    [...required.keys()],
  )
  for (const { number, level, chapter } of rows) {
    assert.equal(level, required.get(number), number)
    assert.equal(chapter, number.split('.')[0], number)
  }
})

test('Every row says in words what is asked, answers, and gives a proof or a reason.', () => {
  for (const { number, words, answer, proof } of rows) {
    assert.ok(words.length > 0 && words.length <= 70, `${number}: a few words of our own`)
    assert.ok((answers as readonly string[]).includes(answer), `${number}: ${answer}`)
    assert.ok(proof.length > 0, `${number}: no proof and no reason`)
    if (answer !== 'yes') assert.match(proof, /^[A-Z`0-9].*\.$/s, `${number}: a reason is a sentence`)
  }
})

test('Every test that a row names is there.', () => {
  const missing = rows
    .filter(({ answer }) => answer === 'yes')
    .flatMap((row) => proofsOf(row).map((proof) => ({ number: row.number, ...proof })))
    .filter(({ path, title }) => {
      if (!path.endsWith('.test.ts') || !existsSync(join(root, path))) return true
      return !titlesIn(read(path)).some((pattern) => pattern.test(title))
    })
  assert.deepEqual(
    missing,
    [],
    'A test was renamed or removed: name the one that proves the row now, or answer "partly".',
  )
})

test('Every file that a reason names is there.', () => {
  const missing = rows.flatMap(({ number, proof }) =>
    [...proof.matchAll(/`([\w/.-]+\.(?:tsx?|mjs|md|json|sql))`/g)]
      .map(([, path]) => path!)
      .filter((path) => !existsSync(join(root, path)))
      .map((path) => `${number}: ${path}`),
  )
  assert.deepEqual(missing, [])
})

test('The counts at the head are those of the rows.', () => {
  assert.equal(page, withCounts(page), 'Run "npm run docs" and commit.')
})
