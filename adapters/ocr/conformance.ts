import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type OcrEngine, OcrFailed, type OcrPage } from '#platform/ports'
import { writtenPage } from './written-page.test-support.ts'

const languages = ['eng']
const linesOf = (page: OcrPage) => page.lines.map(({ words }) => words.map(({ text }) => text).join(' '))

/**
 * What every recogniser promises.
 * @example testOcr('tesseract', async () => tesseractProgram('/usr/bin/tesseract'))
 */
export function testOcr(name: string, open: () => Promise<OcrEngine>): void {
  test(`${name}: it says what it is and which languages it knows`, async () => {
    const engine = await open()
    assert.match(engine.method, /^\w+ \d+\.\d+/)
    assert.ok(engine.languages.includes('eng'), engine.languages.join())
  })

  test(`${name}: words come in reading order with their places and a confidence`, async () => {
    const png = await writtenPage([
      [80, 120, 'We sell ceramic mugs in three colours.'],
      [80, 180, 'Our budget is EUR 12,000.'],
    ])
    const page = await (await open()).recognise({ png, languages })
    assert.deepEqual(linesOf(page), ['We sell ceramic mugs in three colours.', 'Our budget is EUR 12,000.'])
    assert.deepEqual([page.width, page.height], [1_240, 900])
    const words = page.lines.flatMap((line) => line.words)
    assert.ok(words.every(({ confidence }) => confidence > 0.6 && confidence <= 1))
    const [left, top, width, height] = words[0]!.box
    assert.ok(left >= 75 && left + width < 140 && top > 80 && top + height < 130, `${words[0]!.box}`)
  })

  test(`${name}: a table keeps its columns`, async () => {
    const rows = [
      ['Item', 'Colour', 'Price'],
      ['Mug', 'blue', '12.50'],
      ['Plate', 'white', '9.00'],
    ]
    const png = await writtenPage(
      rows.flatMap((row, r) => row.map((cell, c) => [80 + 400 * c, 120 + 60 * r, cell] as [number, number, string])),
    )
    const words = (await (await open()).recognise({ png, languages })).lines.flatMap((line) => line.words)
    assert.deepEqual(words.map(({ text }) => text).sort(), rows.flat().sort())
  })

  test(`${name}: an empty page has no words`, async () => {
    assert.deepEqual((await (await open()).recognise({ png: await writtenPage([]), languages })).lines, [])
  })

  test(`${name}: what is no picture is refused as such, and the next page is read`, async () => {
    const engine = await open()
    await assert.rejects(engine.recognise({ png: Buffer.from('no picture'), languages }), OcrFailed)
    const page = await engine.recognise({ png: await writtenPage([[80, 120, 'Still here and reading.']]), languages })
    assert.deepEqual(linesOf(page), ['Still here and reading.'])
  })

  test(`${name}: several pages at once each get their own words`, async () => {
    const engine = await open()
    const texts = ['The first page is short.', 'A second page follows it.', 'The third page ends here.']
    const pngs = await Promise.all(texts.map((text) => writtenPage([[80, 120, text]])))
    const pages = await Promise.all(pngs.map((png) => engine.recognise({ png, languages })))
    assert.deepEqual(pages.flatMap(linesOf), texts)
  })

  test(`${name}: a cancelled page ends with the reason, running or waiting`, async () => {
    const engine = await open()
    const png = await writtenPage([[80, 120, 'Nobody waits for this.']])
    const controller = new AbortController()
    const reason = new Error('no longer wanted')
    const calls = [1, 2, 3].map(() => engine.recognise({ png, languages, signal: controller.signal }))
    controller.abort(reason)
    for (const call of await Promise.allSettled(calls)) assert.equal((call as PromiseRejectedResult).reason, reason)
  })
}
