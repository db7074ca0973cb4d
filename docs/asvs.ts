// The checklist of OWASP ASVS in docs/security/asvs.md: which requirements there are, what a row of ours says, and the counts at its head.

/** The levels of the requirements of OWASP ASVS 5.0.0, a digit each, by section: requirement 1.2.10 is the tenth digit of `1.2`. */
const levels: Record<string, string> = {
  ...{ '1.1': '22', '1.2': '1111122223', '1.3': '112222222223', '1.4': '222', '1.5': '123' },
  ...{ '2.1': '122', '2.2': '112', '2.3': '12223', '2.4': '23' },
  ...{ '3.1': '3', '3.2': '113', '3.3': '12223', '3.4': '11222233', '3.5': '11122333', '3.6': '3', '3.7': '22333' },
  ...{ '4.1': '12233', '4.2': '23333', '4.3': '22', '4.4': '1222' },
  ...{ '5.1': '2', '5.2': '112333', '5.3': '113', '5.4': '222' },
  ...{ '6.1': '122', '6.2': '111111112222', '6.3': '11223333', '6.4': '112233', '6.5': '22222333', '6.6': '2223' },
  ...{ '6.7': '33', '6.8': '2222' },
  ...{ '7.1': '222', '7.2': '1111', '7.3': '22', '7.4': '11222', '7.5': '223', '7.6': '22' },
  ...{ '8.1': '1233', '8.2': '1123', '8.3': '133', '8.4': '23' },
  ...{ '9.1': '111', '9.2': '1222' },
  ...{ '10.1': '22', '10.2': '223', '10.3': '22223', '10.4': '1111122222233333', '10.5': '22222', '10.6': '22' },
  '10.7': '222',
  ...{ '11.1': '2233', '11.2': '22233', '11.3': '11233', '11.4': '1222', '11.5': '23', '11.6': '23', '11.7': '33' },
  ...{ '12.1': '12233', '12.2': '11', '12.3': '22223' },
  ...{ '13.1': '2333', '13.2': '222223', '13.3': '2233', '13.4': '1222233' },
  ...{ '14.1': '22', '14.2': '12223333', '14.3': '122' },
  ...{ '15.1': '12233', '15.2': '12233', '15.3': '1222222', '15.4': '3333' },
  ...{ '16.1': '2', '16.2': '22222', '16.3': '2222', '16.4': '222', '16.5': '2223' },
  ...{ '17.1': '23', '17.2': '22223333', '17.3': '22' },
}

/** Numbers of the requirements of levels 1 and 2 with their level, in the order of the standard. */
export const required: ReadonlyMap<string, number> = new Map(
  Object.entries(levels)
    .flatMap(([section, digits]) => [...digits].map((digit, at) => [`${section}.${at + 1}`, Number(digit)] as const))
    .filter(([, level]) => level <= 2),
)

export const answers = ['yes', 'partly', 'no', 'n/a'] as const
export type Answer = (typeof answers)[number]
/** One row of a table: for `yes` the proofs, `path: title of a test` each; otherwise one reason. */
export type Row = { chapter: string; number: string; level: number; words: string; answer: string; proof: string }

/** The rows of all tables, in order, each with the number of the chapter in whose section it stands. */
export function rowsIn(page: string): Row[] {
  const rows: Row[] = []
  let chapter = ''
  for (const line of page.split('\n')) {
    chapter = /^## V(\d+)\b/.exec(line)?.[1] ?? chapter
    if (!/^\| \d+\.\d/.test(line)) continue
    const [number = '', level = '', words = '', answer = '', proof = ''] = line
      .slice(1, -1)
      .split('|')
      .map((c) => c.trim())
    rows.push({ chapter, number, level: Number(level), words, answer, proof })
  }
  return rows
}

/** The proofs of a row with the answer `yes`. */
export const proofsOf = ({ proof }: Row): { path: string; title: string }[] =>
  proof.split('<br>').map((text) => {
    const [, path = '', title = ''] = /^`([^`]+)`: (.+)$/.exec(text.trim()) ?? []
    return { path, title }
  })

const [start, end] = ['<!-- counted by `npm run docs` -->', '<!-- end of the counts -->']

/** How many requirements of each level have which answer. */
function countsOf(rows: Row[]): string {
  const count = (level: number | undefined, answer: string) =>
    rows.filter((row) => (level === undefined || row.level === level) && row.answer === answer).length
  const line = (name: string, level?: number) => {
    const numbers = answers.map((answer) => count(level, answer))
    return `| ${[name, ...numbers, numbers.reduce((sum, n) => sum + n, 0)].join(' | ')} |`
  }
  return [
    `| Level | ${answers.join(' | ')} | Together |`,
    '| --- | --- | --- | --- | --- | --- |',
    line('1', 1),
    line('2', 2),
    line('Both'),
  ].join('\n')
}

/** The page with the counts of its rows at its head. */
export function withCounts(page: string): string {
  const [from, to] = [page.indexOf(start), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/security/asvs.md has no place for its counts: ${start} … ${end}`)
  return `${page.slice(0, from + start.length)}\n\n${countsOf(rowsIn(page))}\n\n${page.slice(to)}`
}
