import assert from 'node:assert/strict'
import { test } from 'node:test'
import { walkXml } from './xml.ts'

function piecesOf(xml: string): string[] {
  const pieces: string[] = []
  walkXml(xml, {
    open: (name, attributes) =>
      pieces.push(
        `<${name}${Object.entries(attributes)
          .map(([key, value]) => ` ${key}=${value}`)
          .join('')}>`,
      ),
    close: (name) => pieces.push(`</${name}>`),
    text: (text) => pieces.push(text),
  })
  return pieces
}

test('elements, attributes, text, sections and references are read', () => {
  assert.deepEqual(
    piecesOf(
      `<?xml version="1.0"?><!-- a > b --><p:a x:b="1>2" c='&quot;'>T &lt; &#x41;&#66;<![CDATA[<raw>&amp;]]><d/></p:a>`,
    ),
    ['<a x:b=1>2 c=">', 'T < AB', '<raw>&amp;', '<d>', '</d>', '</a>'],
  )
})

test('declared entities stay as they are written', () => {
  assert.deepEqual(piecesOf('<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z SYSTEM "file:///etc/passwd">]><a>&x;&z;</a>'), [
    '<a>',
    '&x;&z;',
    '</a>',
  ])
})

test('an attribute named like a property of objects is harmless', () => {
  assert.deepEqual(piecesOf('<a __proto__="1" constructor="2"/>'), ['<a __proto__=1 constructor=2>', '</a>'])
})

test('unclosed markup is an error', () => {
  for (const xml of ['<a b="', '<!-- x', '<a><![CDATA[x', '<!DOCTYPE a [', '</a'])
    assert.throws(() => piecesOf(xml), /XML ends/)
})

test('a hundred thousand open tags neither recurse nor slow down', () => {
  assert.equal(piecesOf('<a>'.repeat(100_000)).length, 100_000)
  assert.throws(() => piecesOf('<'.repeat(100_000)), /XML ends/)
})
