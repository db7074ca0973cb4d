import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  fixtureFolder,
  lieAboutSize,
  makeDocx,
  makeOdt,
  makePptx,
  makeXlsx,
  slideText,
  wordParagraph,
  wordTable,
} from './fixtures.test-support.ts'
import { limits } from './limits.ts'
import { settle } from './pictures.ts'
import { readFile } from './read-file.ts'

const folder = await fixtureFolder()
after(folder.remove)
const read = async (name: string, content: Uint8Array | string) =>
  settle(await readFile({ path: await folder.store(name, content), name }))
const reasonsOf = (document: { unread: { reason: string }[] }) => document.unread.map(({ reason }) => reason).join(' ')

test('a Word document gives text, tables and properties', async () => {
  const rows = [
    ['Mug', 'Price'],
    ['Blue & round', '12.50'],
  ]
  const body =
    wordParagraph('We sell mugs.') +
    wordTable(rows.map((row) => row.map((cell) => cell.replace('&', '&amp;')))) +
    wordParagraph('Open in May.')
  const footer = `<w:ftr xmlns:w="w">${wordParagraph('Confidential')}</w:ftr>`
  const document = await read('brief.docx', makeDocx(body, { 'word/footer1.xml': footer }))
  assert.equal(document.pages[0]?.text, 'We sell mugs.\nMug\tPrice\nBlue & round\t12.50\nOpen in May.\nConfidential')
  assert.deepEqual(document.tables, [{ page: 1, rows }])
  assert.deepEqual(document.metadata, { title: 'Mugs & more', author: 'A. Potter', created: '2026-02-03T04:05:06Z' })
  assert.equal(document.understood, 'full')
  assert.match(document.method, /^mammoth \d/)
})

test('pictures in a document are counted as unread', async () => {
  const document = await read(
    'brief.docx',
    makeDocx(wordParagraph('Look:'), { 'word/media/image1.png': 'x', 'word/media/image2.png': 'y' }),
  )
  assert.equal(document.understood, 'partial')
  assert.equal(document.unread[0]?.where, '2 pictures')
})

test('entities in a document type are neither expanded nor fetched', async () => {
  const doctype = '<!DOCTYPE w [<!ENTITY a "bang"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
  const document = await read('brief.docx', makeDocx(wordParagraph('x &b; &f; y'), {}, doctype))
  const text = document.pages.map((page) => page.text).join('')
  assert.ok(!text.includes('bang'), text)
  const odt = await read('brief.odt', makeOdt('<!DOCTYPE w [<!ENTITY a "bang">]><text:p>x &a; y</text:p>'))
  assert.equal(odt.pages[0]?.text, 'x &a; y')
})

test('every sheet of a workbook is a page and a table', async () => {
  const document = await read(
    'plan.xlsx',
    makeXlsx([
      {
        name: 'Costs',
        rows: [
          ['Item', 'EUR'],
          ['Kiln', 1200.5],
        ],
      },
      { name: 'Dates', rows: [['Start', 'May']] },
    ]),
  )
  assert.deepEqual(document.tables, [
    {
      page: 1,
      name: 'Costs',
      rows: [
        ['Item', 'EUR'],
        ['Kiln', '1200.5'],
      ],
    },
    { page: 2, name: 'Dates', rows: [['Start', 'May']] },
  ])
  assert.equal(document.pages[0]?.text, 'Costs\nItem\tEUR\nKiln\t1200.5')
  assert.equal(document.understood, 'full')
})

test('slides come in the order of the show, with tables and notes, without slide numbers', async () => {
  const table =
    '<a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>Q1</a:t></a:r></a:p></a:txBody></a:tc><a:tc><a:txBody><a:p><a:r><a:t>30</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl>'
  const document = await read(
    'pitch.pptx',
    makePptx([{ body: slideText('First'), notes: 'Smile' }, { body: slideText('Second') + table }]),
  )
  assert.deepEqual(document.pages, [
    { number: 1, text: 'First\nNotes: Smile' },
    { number: 2, text: 'Second\nQ1\t30' },
  ])
  assert.deepEqual(document.tables, [{ page: 2, rows: [['Q1', '30']] }])
  assert.equal(document.metadata.pages, 2)
})

test('an OpenDocument text gives text and tables, without deleted text', async () => {
  const body =
    '<text:tracked-changes><text:p>gone</text:p></text:tracked-changes><text:h>Plan</text:h><text:p>A<text:s text:c="2"/>B<text:line-break/>C</text:p>' +
    '<table:table><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell><table:table-cell><text:p>2</text:p></table:table-cell></table:table-row></table:table>'
  const document = await read('plan.odt', makeOdt(body))
  assert.equal(document.pages[0]?.text, 'Plan\nA B\nC\n1\t2')
  assert.deepEqual(document.tables, [{ page: 1, rows: [['1', '2']] }])
  assert.deepEqual(document.metadata, { title: 'Zadání', author: 'B. Baker', created: '2026-05-06T07:08:09' })
})

test('an OpenDocument text with a password is refused as such', async () => {
  const document = await read('plan.odt', makeOdt('', { 'META-INF/manifest.xml': '<m:encryption-data/>' }))
  assert.equal(document.understood, 'none')
  assert.match(reasonsOf(document), /password/)
})

test('plain text, Markdown and comma-separated values are read', async () => {
  assert.equal((await read('a.txt', 'Žluťoučký\r\nkůň')).pages[0]?.text, 'Žluťoučký\nkůň')
  assert.equal((await read('a.md', '# Plan')).kind, 'markdown')
  const csv = await read('a.csv', 'name;said\n"Potter; A.";"He said ""yes""\nand left"\n')
  assert.deepEqual(csv.tables[0]?.rows, [
    ['name', 'said'],
    ['Potter; A.', 'He said "yes"\nand left'],
  ])
  assert.equal((await read('wide.txt', Buffer.from('\ufeffwide ž', 'utf16le'))).pages[0]?.text, 'wide ž')
})

test('invalid UTF-8 is read as a Windows encoding and said to be a guess', async () => {
  const czech = await read('cz.txt', Buffer.from([...Buffer.from('P'), 0xf8, 0xed, 0x9a, ...Buffer.from('ern'), 0xec]))
  assert.equal(czech.pages[0]?.text, 'Příšerně')
  assert.equal(czech.understood, 'partial')
  assert.match(reasonsOf(czech), /windows-1250; letters with accents may be wrong/)
  const french = await read('fr.csv', Buffer.from('voil\xe0;\xeatre', 'latin1'))
  assert.deepEqual(french.tables[0]?.rows, [['voilà', 'être']])
})

test('the bytes decide when the name lies, and the lie is said', async () => {
  const text = await read('offer.pdf', 'I am plain text.')
  assert.equal(text.kind, 'text')
  assert.equal(text.pages[0]?.text, 'I am plain text.')
  assert.match(reasonsOf(text), /name ends in \.pdf, but the content is plain text/)
  const png = await read(
    'offer.docx',
    Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\b\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\0IDAT', 'latin1'),
  )
  assert.equal(png.kind, 'image')
  assert.equal(png.understood, 'none')
  assert.match(reasonsOf(png), /picture.*no text recognition.*PNG file/)
})

test('what cannot be read is named with a plain reason', async () => {
  const cases: [string, Uint8Array | string, RegExp][] = [
    ['empty.txt', '', /is empty/],
    ['page.txt', '<html><body>hi', /web page under another name/],
    ['logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>', /SVG drawings can contain programs/],
    [
      'old.doc',
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]),
      /old Office file, or one with a password/,
    ],
    ['tool.exe', Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), /cannot be read/],
    ['macro.docx', makeDocx('', { 'word/vbaProject.bin': 'x' }), /contains macros/],
    ['cut.docx', makeDocx(wordParagraph('x')).subarray(0, 400), /damaged Office file/],
    ['song.wav', Buffer.from('RIFF\x24\0\0\0WAVEfmt \x10\0\0\0', 'latin1'), /sound recording/],
  ]
  for (const [name, content, reason] of cases) {
    const document = await read(name, content)
    assert.equal(document.understood, 'none', name)
    assert.match(reasonsOf(document), reason)
    assert.deepEqual(document.pages, [], name)
  }
})

test('a file of spaces holds no text', async () => {
  const document = await read('spaces.txt', '  \n ')
  assert.equal(document.understood, 'none')
  assert.match(reasonsOf(document), /There is no text in it/)
})

test('a zip bomb is refused before any parser sees it', async () => {
  const bomb = makeDocx(wordParagraph('x'), { 'word/bomb.xml': new Uint8Array(40_000_000) })
  assert.ok(bomb.length < 100_000)
  const document = await read('bomb.docx', bomb)
  assert.equal(document.understood, 'none')
  assert.match(reasonsOf(document), /packed so tightly/)
})

test('an archive with too many entries is refused', async () => {
  const parts = Object.fromEntries(Array.from({ length: limits.archiveEntriesMax }, (_, at) => [`word/${at}.xml`, '']))
  assert.match(reasonsOf(await read('many.docx', makeDocx(wordParagraph('x'), parts))), /packed so tightly/)
})

test('an entry that unpacks to more than it declares is refused', async () => {
  const honest = makeDocx(wordParagraph('x'), { 'word/bomb.xml': new Uint8Array(40_000_000) })
  const document = await read('lying.docx', lieAboutSize(honest, 'word/bomb.xml', 1_000))
  assert.equal(document.understood, 'none')
  assert.match(reasonsOf(document), /damaged/)
})

test('what a database refuses is removed from the text', async () => {
  const document = await read('a.odt', makeOdt('<text:p>a&#0;b&#xD800;c&#7;d</text:p>'))
  assert.equal(document.pages[0]?.text, 'ab\ufffdcd')
})

test('a very long text is cut, and the cut is listed', async () => {
  const document = await read('long.txt', 'word '.repeat(500_000))
  assert.equal(document.pages[0]?.text.length, limits.textCharactersMax)
  assert.equal(document.understood, 'partial')
  assert.match(reasonsOf(document), /longer than the 2,000,000 characters/)
})
