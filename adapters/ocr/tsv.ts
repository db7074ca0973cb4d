import type { OcrPage } from '#platform/ports'

/**
 * Reads Tesseract's TSV: one row per page (level 1), block, paragraph, line and word (level 5), with box in pixels and confidence in percent. The header row,
 * which only the command line writes, is skipped like every row without numbers.
 */
export function readTsv(tsv: string): OcrPage {
  const page: OcrPage = { width: 0, height: 0, lines: [] }
  let paragraph = 0
  for (const row of tsv.split('\n')) {
    const cells = row.split('\t')
    const [level, , , , , , left = 0, top = 0, width = 0, height = 0, confidence = 0] = cells.map(Number)
    if (level === 1) Object.assign(page, { width, height })
    else if (level === 3) paragraph++
    else if (level === 4) page.lines.push({ paragraph, words: [] })
    else if (level === 5 && cells[11]?.trim())
      page.lines
        .at(-1)
        ?.words.push({ text: cells[11].trim(), confidence: confidence / 100, box: [left, top, width, height] })
  }
  page.lines = page.lines.filter(({ words }) => words.length > 0)
  return page
}
