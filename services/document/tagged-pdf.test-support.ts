import { writePdf } from './fixtures.test-support.ts'

/** A tagged PDF of one page: a paragraph, and a table whose cells may be empty or have several lines. */
export function makeTaggedPdf(paragraph: string, rows: string[][]): Buffer {
  const drawn: string[] = []
  /** Objects 1 to 6 are given below; elements of the structure follow. `leaves` are those with text, by their marks. */
  const elements: { role: string; parent: number; kids: string[] }[] = []
  const leaves: number[] = []
  const add = (role: string, parent: number) => {
    const number = 6 + elements.push({ role, parent, kids: [] })
    elements[parent - 7]?.kids.push(`${number} 0 R`)
    return number
  }
  const say = (element: number, x: number, y: number, text: string) => {
    const lines = text.split('\n').map((line, at) => `BT /F1 10 Tf 1 0 0 1 ${x} ${y - 12 * at} Tm (${line}) Tj ET`)
    drawn.push(`/P << /MCID ${leaves.length} >> BDC`, ...lines, 'EMC')
    elements[element - 7]?.kids.push(`${leaves.length}`)
    leaves.push(element)
  }
  const root = add('Document', 6)
  say(add('P', root), 50, 700, paragraph)
  const table = add('Table', root)
  for (const [r, row] of rows.entries()) {
    const tr = add('TR', table)
    for (const [c, cell] of row.entries()) {
      const td = add('TD', tr)
      if (cell) say(td, 50 + 150 * c, 650 - 40 * r, cell)
    }
  }
  const content = drawn.join('\n')
  const marked = leaves.map((number) => `${number} 0 R`).join(' ')
  return writePdf(
    [
      '<< /Type /Catalog /Pages 2 0 R /MarkInfo << /Marked true >> /StructTreeRoot 6 0 R >>',
      '<< /Type /Pages /Count 1 /Kids [4 0 R] >>',
      '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /StructParents 0 /Resources << /Font << /F1 3 0 R >> >> /Contents 5 0 R >>',
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      `<< /Type /StructTreeRoot /K [${root} 0 R] /ParentTree << /Nums [0 [${marked}]] >> >>`,
      ...elements.map(
        ({ role, parent, kids }) =>
          `<< /Type /StructElem /S /${role} /P ${parent} 0 R /Pg 4 0 R /K [${kids.join(' ')}] >>`,
      ),
    ],
    '',
  )
}
