import assert from 'node:assert/strict'
import { test } from 'node:test'
import { browserOf } from './agent.ts'

const mozilla = 'Mozilla/5.0'

test('a browser is named as people name it, although most of them claim to be several', () => {
  const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
  assert.equal(browserOf(`${mozilla} (X11; Linux x86_64) ${chrome}`), 'Chrome · Linux')
  assert.equal(browserOf(`${mozilla} (Windows NT 10.0; Win64; x64) ${chrome} Edg/140.0.0.0`), 'Edge · Windows')
  assert.equal(
    browserOf(`${mozilla} (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1`),
    'Safari · iOS',
  )
})

test('a program keeps its own words, and nothing is made up for silence', () => {
  assert.equal(browserOf('curl/8.5.0'), 'curl/8.5.0')
  assert.equal(browserOf(''), undefined)
})
