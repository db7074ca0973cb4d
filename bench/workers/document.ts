// Reading documents: born-digital PDF beside pdftotext, scans beside bare tesseract, and small files beside hostile ones.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { tesseractProgram } from '#adapters/ocr/tesseract-program'
import { tesseractWasm } from '#adapters/ocr/tesseract-wasm'
import { writtenPage } from '#adapters/ocr/written-page.test-support'
import type { OcrEngine } from '#platform/ports'
import { runInSandbox } from '#platform/sandbox'
import { makePdf, type Placed } from '../../services/document/fixtures.test-support.ts'
import { limits } from '../../services/document/limits.ts'
import { type PdfPageReport, withReported } from '../../services/document/pdf-reading.ts'
import type { Prepared } from '../../services/document/picture.ts'
import type { FileRead } from '../../services/document/read-file.ts'
import { median, percentile, type Ratio, rounded } from '../figures.ts'
import { obtain, output, programs } from '../programs.ts'
import type { Finding } from '../workers.ts'

const reader = new URL('../../services/document/read-file.ts', import.meta.url)
const picture = new URL('../../services/document/picture.ts', import.meta.url)
/** One customer is not two: a page is measured so many times. */
const rounds = (isQuick: boolean) => (isQuick ? 3 : 15)

/** A page of a business plan: prose, and a table of eight rows. */
function pageOf(number: number): { text: Placed[] } {
  const prose = Array.from(
    { length: 28 },
    (_, line): Placed => [
      50,
      780 - 14 * line,
      `The workshop needs a calendar, prices and a list of materials, said line ${line + 1} of ${number}.`,
    ],
  )
  const cells = Array.from({ length: 8 }, (_, row): Placed[] => [
    [50, 360 - 14 * row, `Item ${number}.${row}`],
    [220, 360 - 14 * row, 'made by hand'],
    [420, 360 - 14 * row, `${(12.5 * row).toFixed(2)}`],
  ])
  return { text: [...prose, ...cells.flat()] }
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now()
  await work()
  return performance.now() - started
}
const series = async (count: number, work: (at: number) => Promise<unknown>): Promise<number[]> => {
  const times: number[] = []
  for (let at = 0; at < count; at++) times.push(await timed(() => work(at)))
  return times
}
const ms = (value: number) => `${rounded(value).toLocaleString('en')} ms`

/** As the task reads a file: in a process of its own, which was started ahead. A memory limit that no other call has makes a cold start. */
const read = async (path: string, memoryMbMax = limits.memoryMbMax) => {
  const isHeavy = statSync(path).size > limits.heavyFromBytes
  const reports: PdfPageReport[] = []
  const onReport = (said: unknown) => reports.push(said as PdfPageReport)
  const bounds = { timeoutMs: limits.timeoutMs, memoryMbMax, isHeavy, once: { prepare: 'prepare' }, onReport }
  return withReported(
    await runInSandbox<object, FileRead>(reader, 'readFile', { path, name: 'a.pdf' }, bounds),
    reports,
  )
}
/** Long enough for the next process to be ready; people do not send files faster. */
const pauseMs = 2_000

type Files = { one: string; ten: string; hundred: string; many: string; scan: string }
type Measured = Pick<Finding, 'rows' | 'ratios' | 'problems'> & { figures: Record<string, number> }

/** Reads generated files over and over; nothing is downloaded. */
export async function document(isQuick: boolean): Promise<Finding> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-document-'))
  try {
    const store = (name: string, content: Uint8Array) => {
      writeFileSync(join(folder, name), content)
      return join(folder, name)
    }
    const lines = Array.from({ length: 30 }, (_, at): [number, number, string] => [
      100,
      150 + 64 * at,
      `We sell ceramic mugs in three colours, said line ${at + 1}.`,
    ])
    const files: Files = {
      one: store('one.pdf', makePdf([pageOf(1)])),
      ten: store('ten.pdf', makePdf(Array.from({ length: 10 }, (_, at) => pageOf(at + 1)))),
      hundred: store('hundred.pdf', makePdf(Array.from({ length: 100 }, (_, at) => pageOf(at + 1)))),
      many: store(
        'many.pdf',
        makePdf(Array.from({ length: 10_000 }, (_, at) => ({ text: [[50, 700, `Words of page ${at}.`]] as Placed[] }))),
      ),
      scan: store('scan.png', await writtenPage(lines, 1_654, 2_339)),
    }
    const parts = [
      await digital(files, rounds(isQuick)),
      await scanned(files, rounds(isQuick)),
      await besideHostile(files, isQuick ? 10 : 100),
    ]
    return {
      rows: parts.flatMap(({ rows }) => rows),
      figures: Object.assign({}, ...parts.map(({ figures }) => figures)),
      ratios: parts.flatMap(({ ratios }) => ratios),
      problems: parts.flatMap(({ problems }) => problems),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Each file beside pdftotext on the same file, in turns, so that a busy moment of the machine is the same for both. */
async function besidePdftotext(path: string, pdftotext: string | undefined, count: number) {
  const [ours, theirs]: number[][] = [[], []]
  for (let at = 0; at < count; at++) {
    await setTimeout(pauseMs)
    ours!.push(await timed(() => read(path)))
    if (pdftotext) theirs!.push(await timed(() => output(pdftotext, ['-layout', path, '/dev/null'])))
  }
  return { whole: median(ours!), ...(pdftotext && { bare: median(theirs!) }) }
}

async function digital({ one, ten, hundred }: Files, count: number): Promise<Measured> {
  const pdftotext = obtain(programs.pdftotext)
  const cold = median(await series(count, (at) => read(one, limits.memoryMbMax + 1 + at)))
  await read(one)
  const burst = await timed(() => Promise.all(Array.from({ length: 20 }, () => read(one))))
  const files = { 'one page': one, '10 pages': ten, '100 pages': hundred }
  const measured: [string, Awaited<ReturnType<typeof besidePdftotext>>][] = []
  for (const [name, path] of Object.entries(files)) measured.push([name, await besidePdftotext(path, pdftotext, count)])
  const [first, tens, hundreds] = measured.map(([, found]) => found)
  const ratios: Ratio[] = [
    {
      name: 'document: text of a one-page PDF, from the start of the task, in ms of 100',
      value: rounded(first!.whole / 100),
      better: 'less',
      goal: 1,
    },
  ]
  if (hundreds!.bare)
    ratios.push({
      name: 'document: 100 pages with tables, of pdftotext',
      value: rounded(hundreds!.whole / hundreds!.bare),
      better: 'less',
      goal: 3,
    })
  return {
    rows: [
      ...measured.map(([name, { whole, bare }]): Measured['rows'][number] => [
        `${name} of PDF with tables`,
        ms(whole),
        bare ? `pdftotext -layout ${ms(bare)}, ${rounded(whole / bare)} ×` : '',
      ]),
      ['one page of PDF, nothing started ahead', ms(cold), ''],
      ['20 files of one page at once, until the last', ms(burst), ''],
    ],
    figures: {
      onePageMs: rounded(first!.whole),
      onePageColdMs: rounded(cold),
      twentyAtOnceMs: rounded(burst),
      tenPagesMs: rounded(tens!.whole),
      hundredPagesMs: rounded(hundreds!.whole),
      ...(hundreds!.bare && { pdftotextMs: rounded(hundreds!.bare) }),
    },
    ratios,
    problems: pdftotext ? [] : ['pdftotext is not installed (poppler-utils).'],
  }
}

async function scanned({ scan }: Files, count: number): Promise<Measured> {
  const bounds = {
    timeoutMs: limits.pictureTimeoutMs,
    memoryMbMax: limits.pictureMemoryMbMax,
    mayLoadAddons: true,
    owner: scan,
  }
  const asked = { path: scan, isPdf: false, page: 1, isCleaned: false }
  const languages = ['eng']
  const page = async (engine: OcrEngine) => {
    const { png } = await runInSandbox<object, Prepared>(picture, 'preparePicture', asked, bounds)
    await engine.recognise({ png, languages })
  }
  const tesseract = obtain(programs.tesseract)
  const wasm = await tesseractWasm()
  await page(wasm)
  const inWasm = median(await series(count, () => page(wasm)))
  const rows: Measured['rows'] = [['scanned page, WebAssembly', ms(inWasm), '']]
  if (!tesseract)
    return {
      rows,
      figures: { scanWasmMs: rounded(inWasm) },
      ratios: [],
      problems: ['tesseract is not installed (tesseract-ocr).'],
    }
  const program = await tesseractProgram(tesseract)
  const [ours, bare]: number[][] = [[], []]
  for (let at = 0; at < count; at++) {
    ours!.push(await timed(() => page(program)))
    bare!.push(await timed(() => output(tesseract, [scan, 'stdout', '--psm', '3', 'tsv'], { OMP_THREAD_LIMIT: '1' })))
  }
  rows.push(['scanned page, installed program', ms(median(ours!)), `tesseract ${ms(median(bare!))}`])
  const ratio = rounded(median(ours!) / median(bare!))
  return {
    rows,
    figures: {
      scanWasmMs: rounded(inWasm),
      scanProgramMs: rounded(median(ours!)),
      tesseractMs: rounded(median(bare!)),
    },
    ratios: [{ name: 'document: scanned page, of bare tesseract', value: ratio, better: 'less' }],
    problems: [],
  }
}

/** Small files alone, and while two documents of 10,000 pages are read over and over beside them. */
async function besideHostile({ one, many }: Files, count: number): Promise<Measured> {
  await read(one)
  const alone = percentile(await series(count, () => read(one)), 0.95)
  let isOver = false
  const hostile = [1, 2].map(async () => {
    while (!isOver) await read(many).catch(() => {})
  })
  const beside = percentile(await series(count, () => read(one)), 0.95)
  isOver = true
  await Promise.all(hostile)
  return {
    rows: [['one page of PDF beside two of 10,000 pages, p95', ms(beside), `alone ${ms(alone)}`]],
    figures: { aloneP95Ms: rounded(alone), besideP95Ms: rounded(beside) },
    ratios: [
      {
        name: 'document: p95 of a small file beside two huge ones, of alone',
        value: rounded(beside / alone),
        better: 'less',
        goal: 1.3,
      },
    ],
    problems: [],
  }
}
