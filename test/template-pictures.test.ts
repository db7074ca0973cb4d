// What the shipped packs show of themselves, against what they are now. `node test/browser/previews.ts` makes it anew.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { loadPacks } from '../services/template/packs.ts'
import { type Pictured, previewed, recordFile, sha256 } from './browser/previewed.ts'

const record: Pictured = JSON.parse(readFileSync(recordFile, 'utf8'))
const anew = (id: string) => `Make it anew: node test/browser/previews.ts ${id}`
// A list of all packs is one page with nine pictures.
const bytesMax = 40_000

for (const [id, loaded] of await loadPacks()) {
  test(`The picture and the sample of ${id} were made of the template as it is now.`, async () => {
    const { page, sample } = await previewed(loaded)
    const picture = Buffer.from(loaded.files['preview.webp']!.slice('base64,'.length), 'base64')
    assert.equal(record[id]?.page, page, `The first page has changed. ${anew(id)}`)
    assert.equal(record[id]?.picture, sha256(picture), `It is not the picture that was taken. ${anew(id)}`)
    assert.equal(loaded.files['sample.json'], sample, `The sample is another one. ${anew(id)}`)
    assert.ok(picture.length <= bytesMax, `The picture has ${picture.length} bytes.`)
  })
}

test('A template that looks another way needs another picture.', async () => {
  const shop = (await loadPacks()).get('shop')!
  const css = { ...shop.files, 'assets/site.css': `${shop.files['assets/site.css']}.top{padding:1px}` }
  assert.notEqual((await previewed({ ...shop, files: css })).page, (await previewed(shop)).page)
})
