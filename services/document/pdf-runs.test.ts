import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { fixtureFolder, makePdf, type Placed, writePdf } from './fixtures.test-support.ts'
import { settle } from './pictures.ts'
import { readFile } from './read-file.ts'

const folder = await fixtureFolder()
after(folder.remove)
const helvetica = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>'
/** A page of 600 × 800 points that draws what is given, in ASCII. */
function pageOf(drawn: string, font = helvetica, more: string[] = []): Buffer {
  const content = `BT /F1 10 Tf ${drawn} ET`
  return writePdf(
    [
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Count 1 /Kids [4 0 R] /MediaBox [0 0 600 800] >>',
      font,
      '<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >> /Contents 5 0 R >>',
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ...more,
    ],
    '',
  )
}
const read = async (content: Uint8Array) =>
  settle(await readFile({ path: await folder.store('a.pdf', content), name: 'a.pdf' }))
const textOf = async (content: Uint8Array) => (await read(content)).pages[0]?.text
const hex = (text: string) =>
  `<${[...text].map((letter) => letter.codePointAt(0)?.toString(16).padStart(4, '0')).join('')}>`

/** A typeface that is not in the file, every letter of it 6 points wide at 10; what stands in strings are the numbers of Unicode. */
const unicodeFont =
  '<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 8 0 R >>'
const cmap = `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def
1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfchar <e000> <06440627> endbfchar
2 beginbfrange <0020> <dfff> <0020> <f000> <ffff> <f000> endbfrange endcmap end end`
const descendant = (order: string) => [
  `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (Adobe) /Ordering (${order}) /Supplement 0 >> /FontDescriptor 7 0 R /DW 600 >>`,
  '<< /Type /FontDescriptor /FontName /A /Flags 4 /FontBBox [0 -200 1000 900] /Ascent 900 /Descent -200 /ItalicAngle 0 /StemV 80 /CapHeight 700 >>',
]
const inUnicode = (drawn: string) =>
  pageOf(drawn, unicodeFont, [...descendant('Identity'), `<< /Length ${cmap.length} >>\nstream\n${cmap}\nendstream`])
const at = (x: number, y: number, text: string) => `1 0 0 1 ${x} ${y} Tm ${text} Tj`
/** Letters as they stand on paper, from the left. */
const onPaper = (text: string) => [...text].reverse().join('')

test('wide gaps inside of one string part the cells of a table', async () => {
  const rows = [
    '[(Mug)-9000(12.50)-8000(blue)] TJ',
    '[(Plate)-8000(9.00)-8500(green)] TJ',
    '[(Bowl)-8300(9.10)-8500(red)] TJ',
  ]
  const { tables } = await read(pageOf(`1 0 0 1 50 700 Tm ${rows.join(' 0 -14 Td ')}`))
  assert.deepEqual(tables[0]?.rows, [
    ['Mug', '12.50', 'blue'],
    ['Plate', '9.00', 'green'],
    ['Bowl', '9.10', 'red'],
  ])
})

test('letters that stand apart by their own spacing are one word, and words one letter wide apart are two', async () => {
  assert.equal(await textOf(pageOf(`3 Tc ${at(50, 700, '(Spaced)')}`)), 'Spaced')
  assert.equal(await textOf(pageOf('1 0 0 1 50 700 Tm [(We)-280(sell)-300(m)20(ugs)] TJ')), 'We sell mugs')
})

test('the hyphen of a word that goes on in the next line is kept', async () => {
  assert.equal(
    await textOf(pageOf(`${at(50, 700, '(a calen-)')} ${at(50, 686, '(dar of prices)')}`)),
    'a calen-\ndar of prices',
  )
})

test('a word from right to left is read as it is spoken, alone and in a line of other words', async () => {
  assert.equal(await textOf(inUnicode(at(300, 700, hex(onPaper('שלום עולם'))))), 'שלום עולם')
  const mixed = [at(50, 700, hex('We say ')), at(100, 700, hex(onPaper('עולם'))), at(130, 700, hex(onPaper('שלום')))]
  assert.equal(await textOf(inUnicode(mixed.join(' '))), 'We say שלום עולם')
})

test('letters of Arabic as they are drawn become letters as they are written, ligatures in their order', async () => {
  // Lam with alef between beh and noon: as one sign of Unicode, and as one letter that the typeface says are two.
  assert.equal(await textOf(inUnicode(at(300, 700, hex(onPaper('\ufe91\ufefc\ufee5'))))), 'بلان')
  assert.equal(await textOf(inUnicode(at(300, 700, hex(onPaper('\u0628\ue000\u0646'))))), 'بلان')
})

test('Chinese, Japanese and Korean in a typeface that is not in the file are read', async () => {
  for (const [order, encoding, text] of [
    ['GB1', 'UniGB-UCS2-H', '我们销售陶瓷杯'],
    ['Japan1', 'UniJIS-UCS2-H', '私たちは陶器を売ります'],
    ['Korea1', 'UniKS-UCS2-H', '도자기를'],
  ] as const) {
    const font = `<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /${encoding} /DescendantFonts [6 0 R] >>`
    assert.equal(await textOf(pageOf(at(50, 700, hex(text)), font, descendant(order))), text)
  }
})

test('text across the page is one line, whatever pieces it is drawn in', async () => {
  const across = ['(Side)', '(ways label)'].map((piece) => `${piece} Tj`).join(' ')
  assert.equal(await textOf(pageOf(`0 1 -1 0 300 300 Tm ${across}`)), 'Sideways label')
  // Letters of the same width in Helvetica.
  const letters = [...'banned'].map((letter, i) => `0 1 -1 0 300 ${300 + 5.56 * i} Tm (${letter}) Tj`)
  assert.equal(await textOf(pageOf(letters.join(' '))), 'banned')
})

test('what stands beside the page is not read', async () => {
  const outside = [at(50, 900, '(above)'), at(-300, 500, '(left)'), at(700, 500, '(right)'), at(50, -50, '(below)')]
  assert.equal(await textOf(pageOf([at(50, 700, '(On the page)'), ...outside].join(' '))), 'On the page')
})

test('text that is drawn twice to look bold is read once', async () => {
  assert.equal(await textOf(pageOf(`${at(50, 700, '(Bold)')} ${at(50.3, 700, '(Bold)')}`)), 'Bold')
})

test('a page that is missing is named, and the others are read', async () => {
  const prose = (text: string): { text: Placed[] } => ({ text: [[50, 700, text]] })
  const whole = makePdf([prose('We sell mugs in colours.'), prose('Second'), prose('Third page has words.')])
  const document = await read(
    Buffer.from(
      whole
        .toString('latin1')
        .replace(/8 0 obj\n<<[\s\S]*?endobj/, (page) => `8 0 obj\nnull\nendobj${' '.repeat(page.length - 19)}`),
      'latin1',
    ),
  )
  assert.deepEqual(
    document.pages.map(({ text }) => text),
    ['We sell mugs in colours.', '', 'Third page has words.'],
  )
  assert.deepEqual(document.unread, [{ where: 'page 2', reason: 'This part of the file is damaged.' }])
})
