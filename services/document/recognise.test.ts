import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import sharp, { type CreateRaw } from 'sharp'
import { tesseractWasm } from '#adapters/ocr/tesseract-wasm'
import { type Written, writtenPage } from '#adapters/ocr/written-page.test-support'
import { BlobMissing, type Blobs, type Ocr, type OcrEngine, OcrFailed, type OcrPage } from '#platform/ports'
import type { Ctx, TaskRun } from '#platform/service'
import { silent } from '#platform/testing'
import { fixtureFolder, makeScannedPdf } from './fixtures.test-support.ts'
import { read } from './tasks/read.ts'

const folder = await fixtureFolder()
after(folder.remove)
const progress: number[] = []
const run: TaskRun = {
  id: 'task_1',
  attempt: 1,
  key: 'k',
  signal: new AbortController().signal,
  progress: (fraction) => void progress.push(fraction),
  spend: () => {},
}
const blobs = {
  path: async (key: string) => key || Promise.reject(new BlobMissing(key)),
} as Blobs
const engine = await tesseractWasm()
const installed: Ocr = { engine: async () => engine }
const reading = async (content: Uint8Array, name: string, ocr: Ocr | null = installed, language?: string) => {
  const key = await folder.store(name, content)
  const ctx = {
    adapters: { blobs, ...(ocr && { ocr }) },
    config: { processPerFile: false },
    log: silent,
  } as unknown as Ctx<any, any>
  return read({ fileId: 'fil_1', key, name, type: 'x/y', ...(language && { language }) }, ctx, run)
}
const lines: Written[] = [
  [80, 120, 'We sell ceramic mugs in three colours.'],
  [80, 180, 'Our budget is EUR 12,000.'],
]
const text = lines.map(([, , words]) => words).join('\n')
const png = await writtenPage(lines)

test('pictures of every format are read, with the engine, its confidence and the place of each line', async () => {
  const formats = {
    'a.png': png,
    'a.jpg': await sharp(png).jpeg({ quality: 80 }).toBuffer(),
    'a.webp': await sharp(png).webp().toBuffer(),
    'a.gif': await sharp(png).gif().toBuffer(),
    'a.tiff': await sharp(png).tiff().toBuffer(),
  }
  for (const [name, content] of Object.entries(formats)) {
    const document = await reading(content, name)
    assert.deepEqual([document.kind, document.understood, document.pages[0]?.text], ['image', 'full', text], name)
    const page = document.pages[0]!
    assert.deepEqual([page.method, page.engine], ['ocr', document.method])
    assert.match(document.method, /^tesseract \d+\.\d+.* \(eng\)$/)
    assert.ok(page.confidence! > 0.8 && page.confidence! <= 1)
    const [left, top, width] = page.lines![0]!.box as [number, number, number]
    assert.ok(
      Math.abs(left - 80 / 1_240) < 0.01 && Math.abs(top - 90 / 900) < 0.02 && width > 0.4,
      `${page.lines![0]!.box}`,
    )
  }
})

test('a scanned page of a PDF is drawn and read in its place between the others', async () => {
  const sheet = await writtenPage(lines, 1_240, 1_754)
  const document = await reading(await makeScannedPdf(['We bake bread in two ovens every day.', sheet]), 'a.pdf')
  assert.equal(document.understood, 'full')
  assert.deepEqual(
    document.pages.map((page) => [page.number, page.text, page.method]),
    [
      [1, 'We bake bread in two ovens every day.', undefined],
      [2, text, 'ocr'],
    ],
  )
  assert.match(document.method, /^@embedpdf\/pdfium .*, tesseract /)
  assert.equal(progress.at(-1), 1)
})

test('a photograph in bad light, lying askew, is cleaned and read, and its lines stand where they are on the photograph', async () => {
  const { data, info } = await sharp(png)
    .rotate(4, { background: 'white' })
    .blur(1)
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
  for (let at = 0; at < data.length; at++) data[at]! *= 0.25 + (0.7 * (at % info.width)) / info.width
  const photograph = await sharp(data, { raw: { width: info.width, height: info.height, channels: 1 } })
    .jpeg({ quality: 60 })
    .toBuffer()
  const document = await reading(photograph, 'photo.jpg')
  assert.equal(document.pages[0]?.text, text)
  // Turned by 4 degrees around the middle, a line that was 32 pixels high spans as much more as it is long.
  const [, , width, height] = document.pages[0]!.lines![0]!.box as [number, number, number, number]
  assert.ok(height * info.height > 32 + 0.05 * width * info.width, `${document.pages[0]!.lines![0]!.box}`)
})

test('a picture without words gives no words', async () => {
  // A fixed sequence that looks random (xorshift).
  let seed = 7
  const noise = Buffer.alloc(300 * 200).map(() => {
    seed ^= seed << 13
    seed ^= seed >>> 17
    seed ^= seed << 5
    return seed & 255
  })
  const picture = await sharp(noise, { raw: { width: 300, height: 200, channels: 1 } })
    .png()
    .toBuffer()
  const document = await reading(picture, 'a.png')
  assert.deepEqual([document.understood, document.pages], ['none', []])
  assert.deepEqual(document.unread, [{ where: 'the whole file', reason: 'No text was found in this picture.' }])
})

test('without an engine a picture is not understood, and the sentence says what to install', async () => {
  for (const ocr of [null, { engine: async () => undefined }]) {
    const document = await reading(png, 'a.png', ocr)
    assert.deepEqual([document.understood, document.pages, document.method], ['none', [], 'none'])
    assert.match(
      document.unread[0]!.reason,
      /not read.*no text recognition.*can install the Debian package tesseract-ocr/,
    )
  }
})

test('too many pixels, a damaged picture and an engine that gives up are named in words', async () => {
  const wide = await sharp({ create: { width: 8_000, height: 5_001, channels: 3, background: 'white' } })
    .png()
    .toBuffer()
  assert.match((await reading(wide, 'wide.png')).unread[0]!.reason, /more than 40 megapixels/)
  assert.match((await reading(png.subarray(0, png.length / 2), 'cut.png')).unread[0]!.reason, /damaged/)
  const tired: OcrEngine = { ...engine, recognise: () => Promise.reject(new OcrFailed('tired')) }
  assert.match(
    (await reading(png, 'a.png', { engine: async () => tired })).unread[0]!.reason,
    /could not read this picture/,
  )
})

test('the recogniser is told whose page it is, so that tenants and requests can take turns', async () => {
  const told: unknown[] = []
  const asking: OcrEngine = {
    ...engine,
    recognise: async ({ party }) => {
      told.push(party)
      return { width: 1, height: 1, lines: [] }
    },
  }
  const ctx = {
    adapters: { blobs, ocr: { engine: async () => asking } },
    config: { processPerFile: false },
    tenant: 'ten_a',
    log: silent,
  } as unknown as Ctx<any, any>
  const key = await folder.store('whose.png', png)
  await read({ fileId: 'fil_1', key, name: 'whose.png', type: 'image/png' }, ctx, run)
  assert.deepEqual(told[0], ['ten_a', 'fil_1'])
})

/** An engine that says the same of every page. */
const saying = (words: [string, number][]): Ocr => {
  const found: OcrPage = {
    width: 1_240,
    height: 900,
    lines: [
      {
        paragraph: 1,
        words: words.map(([word, confidence], at) => ({ text: word, confidence, box: [80 + 100 * at, 100, 80, 30] })),
      },
    ],
  }
  return { engine: async () => ({ ...engine, recognise: async () => found }) }
}

test('doubtful words are marked, a page that is hard to read is called so, and guesses are left out', async () => {
  const document = await reading(
    png,
    'a.png',
    saying([
      ['Blue', 0.9],
      ['mvgs', 0.45],
      ['~|', 0.1],
    ]),
  )
  const page = document.pages[0]!
  assert.equal(page.text, 'Blue mvgs')
  assert.deepEqual(
    page.doubtful!.map(({ start, end }) => page.text.slice(start, end)),
    ['mvgs'],
  )
  assert.equal(document.understood, 'partial')
  assert.match(document.unread[0]!.reason, /hard to read: the recogniser is 68 % sure/)
  const guessed = await reading(
    png,
    'a.png',
    saying([
      ['ee', 0.4],
      ['--', 0.7],
    ]),
  )
  assert.deepEqual([guessed.understood, guessed.pages], ['none', []])
})

test('a language whose model is not installed is said', async () => {
  const document = await reading(png, 'a.png', installed, 'cs')
  assert.equal(document.understood, 'partial')
  assert.match(document.unread[0]!.reason, /the model for "cs" is not installed \(Debian: tesseract-ocr-ces\)/)
})

test('every page of a TIFF is read', async () => {
  const second = await writtenPage([[80, 120, 'The second sheet of the fax.']])
  const rows = await Promise.all([png, second].map((page) => sharp(page).greyscale().raw().toBuffer()))
  const raw: CreateRaw = { width: 1_240, height: 1_800, channels: 1 }
  const tall = sharp(Buffer.concat(rows), { raw: { ...raw, pageHeight: 900 } })
  const document = await reading(await tall.tiff({ compression: 'lzw' }).toBuffer(), 'fax.tif')
  assert.deepEqual(
    document.pages.map((page) => page.text),
    [text, 'The second sheet of the fax.'],
  )
})
