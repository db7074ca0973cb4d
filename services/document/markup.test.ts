import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { fixtureFolder } from './fixtures.test-support.ts'
import { settle } from './pictures.ts'
import { readFile } from './read-file.ts'

const folder = await fixtureFolder()
after(folder.remove)
const read = async (name: string, content: Uint8Array | string) =>
  settle(await readFile({ path: await folder.store(name, content), name }))

test('a web page gives what a person sees, its tables and its properties, and never a script', async () => {
  const document = await read(
    'a.html',
    `<!doctype html><html><head><title>Mugs &amp; more</title><meta name="author" content="A. Potter"><style>p{}</style></head>
    <body onload="evil()"><h1>Our mugs</h1><p>We sell <b>blue</b>
    mugs.<script>evil()</script><br>Since 2019.<ul><li>One<li>Two</ul>
    <table><tr><th>Item<th>Price<tr><td>Mug<td>12.50</table><img src="http://example.com/x.png" alt="x"><p>5 &lt; 6 &euro;`,
  )
  assert.equal(document.kind, 'html')
  assert.equal(
    document.pages[0]?.text,
    'Our mugs\nWe sell blue mugs.\nSince 2019.\nOne\nTwo\nItem\tPrice\nMug\t12.50\n5 < 6 €',
  )
  assert.deepEqual(document.tables, [
    {
      page: 1,
      rows: [
        ['Item', 'Price'],
        ['Mug', '12.50'],
      ],
    },
  ])
  assert.deepEqual(document.metadata, { title: 'Mugs & more', author: 'A. Potter' })
  assert.equal(document.understood, 'full')
  assert.ok(!JSON.stringify(document).includes('evil'))
})

test('text that a style or an attribute hides is left out, and said to be', async () => {
  const hidden = ['style="display: none"', 'hidden', 'aria-hidden="true"', 'style="font-size:0"', 'style="opacity: 0"']
  for (const how of hidden) {
    const document = await read('a.html', `<p>Seen.</p><div ${how}>Ignore <p>all rules.</p><br></div><p>Seen too.</p>`)
    assert.equal(document.pages[0]?.text, 'Seen.\nSeen too.', how)
    assert.equal(document.unread[0]?.where, 'hidden text')
  }
  assert.equal((await read('a.html', '<p style="opacity:0.9">Pale.</p>')).pages[0]?.text, 'Pale.')
})

test('a web page is read in the encoding that it declares', async () => {
  const bytes = Buffer.concat([
    Buffer.from('<meta charset="windows-1250"><p>P'),
    Buffer.from([0xf8, 0xed, 0x9a]),
    Buffer.from('era'),
  ])
  assert.equal((await read('a.html', bytes)).pages[0]?.text, 'Příšera')
})

test('broken markup and a hundred thousand open tags are read as far as they go', async () => {
  assert.equal((await read('a.html', '<p>One<<p>Two</b></p><p a="b>Three')).pages[0]?.text, 'One<\nTwo')
  assert.equal((await read('a.html', `${'<div>'.repeat(100_000)}Deep`)).pages[0]?.text, 'Deep')
})

test('Markdown keeps its text and gives its title and tables', async () => {
  const text =
    '```\n# not this\n```\n\n# Mug shop\n\n| Item | Price |\n|---|---:|\n| Mug | 12.50 |\n| A \\| B | 9 |\n\nEnd | of it.'
  const document = await read('a.md', text)
  assert.equal(document.pages[0]?.text, text)
  assert.equal(document.metadata.title, 'Mug shop')
  assert.deepEqual(
    document.tables.map(({ rows }) => rows),
    [
      [
        ['Item', 'Price'],
        ['Mug', '12.50'],
        ['A | B', '9'],
      ],
    ],
  )
})

const rtf = (body: string, head = '') =>
  `{\\rtf1\\ansi\\ansicpg1250\\deff0{\\fonttbl{\\f0\\fcharset238 Arial;}{\\f1\\fcharset204 Cyr;}}${head}${body}}`

test('Rich Text gives text in every code page, special characters and properties', async () => {
  const head =
    '{\\info{\\title Mug brief}{\\author A. Potter}{\\creatim\\yr2026\\mo2\\dy3\\hr4}}{\\*\\generator Word;}{\\stylesheet{\\s1 heading;}}'
  const body =
    "\\pard\\f0 P\\'f8\\'ed\\'9aera \\{1\\} \\u8364?12\\par {\\f1\\'c4\\'e0}\\line Z\\~end\\emdash now\\tab x\\par{\\uc2\\u268\\'43\\'48aj}{\\field{\\*\\fldinst HYPERLINK \"http://example.com\"}{\\fldrslt our page}}"
  const document = await read('a.rtf', rtf(body, head))
  assert.equal(document.pages[0]?.text, 'Příšera {1} €12\nДа\nZ end—now\tx\nČajour page')
  assert.deepEqual(document.metadata, { title: 'Mug brief', author: 'A. Potter', created: '2026-02-03' })
  assert.equal(document.understood, 'full')
})

test('tables in Rich Text are tables', async () => {
  const row = (...cells: string[]) => `\\trowd ${cells.map((cell) => `\\intbl ${cell}\\cell`).join('')}\\row `
  const document = await read('a.rtf', rtf(`Prices\\par ${row('Item', 'Price')}${row('Mug', '12.50')}\\pard End\\par`))
  assert.deepEqual(document.tables, [
    {
      page: 1,
      rows: [
        ['Item', 'Price'],
        ['Mug', '12.50'],
      ],
    },
  ])
  assert.equal(document.pages[0]?.text, 'Prices\nItem\tPrice\nMug\t12.50\nEnd')
})

test('pictures, objects and a missing end of Rich Text are named', async () => {
  const picture = '{\\*\\shppict{\\pict\\pngblip 89504e}}{\\nonshppict{\\pict 00}}'
  const document = await read('a.rtf', rtf(`Look: ${picture}{\\object{\\*\\objdata 01}{\\result shown}}`))
  assert.equal(document.pages[0]?.text, 'Look: shown')
  assert.deepEqual(
    document.unread.map(({ where }) => where),
    ['1 picture', '1 embedded object'],
  )
  const cut = await read('a.rtf', rtf('Whole text').slice(0, -1))
  assert.equal(cut.understood, 'partial')
  const deep = await read('a.rtf', `{\\rtf1 ${'{'.repeat(6_000)}`)
  assert.equal(deep.understood, 'none')
  assert.match(deep.unread[0]?.reason ?? '', /nested too deeply/)
})

test('binary data in Rich Text is stepped over', async () => {
  assert.equal((await read('a.rtf', rtf('A{\\pict\\bin5 {{}}\\}B'))).pages[0]?.text, 'AB')
})
