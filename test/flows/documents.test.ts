// What becomes of files: from the bytes a customer sends to the page a quote stands on.
import assert from 'node:assert/strict'
import test from 'node:test'
import { createCanvas, GlobalFonts } from '@napi-rs/canvas'
import { finished, form, submit } from './client.ts'
import { pdf } from './fixtures.ts'
import { inBothModes } from './modes.ts'

// A typeface of ours, so that a machine without fonts draws the same letters.
const face = '@fontsource-variable/schibsted-grotesk/files/schibsted-grotesk-latin-wght-normal.woff2'
GlobalFonts.registerFromPath(new URL(import.meta.resolve(face)).pathname, 'Fixture')

function photograph(lines: string[]): Promise<Buffer> {
  const canvas = createCanvas(1_240, 600)
  const page = canvas.getContext('2d')
  page.fillStyle = '#fff'
  page.fillRect(0, 0, 1_240, 600)
  page.fillStyle = '#000'
  page.font = '32px Fixture'
  for (const [at, line] of lines.entries()) page.fillText(line, 80, 120 + 60 * at)
  return canvas.encode('png')
}

const mail = (attachment: Buffer) =>
  [
    'From: Anna <anna@example.com>',
    'Subject: Our shop',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'We sell ceramic mugs.',
    '--b',
    'Content-Type: application/pdf; name="wishes.pdf"',
    'Content-Disposition: attachment; filename="wishes.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    attachment.toString('base64'),
    '--b--',
    '',
  ].join('\r\n')

inBothModes({}, (platform) => {
  test('A photograph and the attachment of a mail are read, and each quote has its file and its page.', async () => {
    const wishes = pdf(['About us.', 'Customers must be able to pay by card.'])
    const receipt = await submit(
      platform,
      form({}, [
        { field: 'files', name: 'board.png', content: await photograph(['Visitors must be able to book a course.']) },
        { field: 'files', name: 'letter.eml', content: mail(wishes) },
      ]),
    )
    assert.deepEqual(receipt.refused, [])
    const done = await finished(platform, receipt)
    const failed = done.steps.filter((step: any) => step.state === 'failed')
    assert.deepEqual(failed, [])
    const auth = { authorization: `Bearer ${receipt.token}` }
    const results: any = await (await fetch(platform.url + receipt.links.results!, { headers: auth })).json()

    const [board, letter] = receipt.files
    const read = (id: string) => results.documents.find((d: any) => d.fileId === id)
    assert.deepEqual([read(board!.id).kind, read(board!.id).pages[0].method], ['image', 'ocr'])
    assert.equal(read(letter!.id).kind, 'email')
    const sources = Object.fromEntries(results.sources.map((s: any) => [s.id, s]))
    const places = [...results.analysis.features, ...results.analysis.needs].map(({ evidence }: any) => {
      const { text, pages } = sources[evidence.source]
      assert.equal(text.slice(evidence.start, evidence.end), evidence.text)
      const page = pages.find((p: any) => p.start <= evidence.start && evidence.end <= p.end)
      assert.ok(page, `"${evidence.text}" stands on one page`)
      return [evidence.source, page.number, page.part?.name].join()
    })
    assert.ok(places.includes(`${board!.id},1,`), places.join(' '))
    assert.ok(places.includes(`${letter!.id},3,wishes.pdf`), places.join(' '))

    const picture = (id: string, number: number, headers: Record<string, string> = auth) =>
      fetch(`${platform.url}/api/documents/${receipt.id}/${id}/pages/${number}`, { headers })
    for (const [id, number] of [
      [board!.id, 1],
      [letter!.id, 3],
    ] as const) {
      const shown = await picture(id, number)
      assert.deepEqual([shown.status, shown.headers.get('content-type')], [200, 'image/webp'])
      assert.equal(Buffer.from(await shown.arrayBuffer()).toString('latin1', 8, 12), 'WEBP')
    }
    assert.equal((await picture(letter!.id, 1)).status, 404, 'the text of the mail is no page that could be drawn')
    assert.equal((await picture(board!.id, 1, {})).status, 401)
  })
})
