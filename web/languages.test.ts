import assert from 'node:assert/strict'
import { test } from 'node:test'
import { languageFor } from './languages.ts'

const hasTexts = (code: string) => ['en', 'cs', 'de'].includes(code)

test('without a choice of the organisation the first language of the reader that has texts is taken', () => {
  assert.equal(languageFor(['uk', 'de-AT', 'en'], undefined, hasTexts), 'de')
  assert.equal(languageFor(['uk'], undefined, hasTexts), 'en')
})

test('a reader whose language the organisation does not offer reads its first one that has texts', () => {
  assert.equal(languageFor(['de', 'en'], ['cs', 'en'], hasTexts), 'en', 'the second language of the reader is offered')
  assert.equal(languageFor(['de'], ['cs', 'en'], hasTexts), 'cs')
  assert.equal(languageFor(['de'], ['sk', 'cs'], hasTexts), 'cs')
  assert.equal(languageFor(['de'], ['sk'], hasTexts), 'de', 'there are no texts in any that is offered')
})
