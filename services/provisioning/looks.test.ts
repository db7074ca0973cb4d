import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { contrast } from '#platform/contrast'
import { looksOf } from './looks.ts'

const styles = readFileSync(new URL('../../web/styles.css', import.meta.url), 'utf8')
const grounds = ['paper', 'surface', 'sunk', 'bad-soft', 'warn-soft'].map((name) => {
  const [, light, dark] = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(styles)!
  return { name, light: light!, dark: dark! }
})

test('links in any second colour can be read on every ground of the pages, light and dark', () => {
  for (const accent of ['#000000', '#ffffff', '#ffff00', '#1d4ed8', '#7f7f7f', '#ff0000', '#00ff7f']) {
    const { links } = looksOf({ accent })
    for (const { name, light, dark } of grounds) {
      assert.ok(contrast(links!.light, light) >= 4.5, `${accent} as ${links!.light} on ${name}, light`)
      assert.ok(contrast(links!.dark, dark) >= 4.5, `${accent} as ${links!.dark} on ${name}, dark`)
    }
  }
})

test('a second colour that can be read is left as it is, and without one nothing is said of links', () => {
  assert.equal(looksOf({ accent: '#8a1538' }).links!.light, '#8a1538')
  assert.equal(looksOf({ accent: '#ffd166' }).links!.dark, '#ffd166')
  assert.deepEqual(looksOf({ primary: '#1d4ed8' }), { onPrimary: '#ffffff' })
})
