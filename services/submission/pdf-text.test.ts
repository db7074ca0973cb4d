import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import PDFDocument from 'pdfkit'
import { openWords } from './offer-words.ts'
import { apart, openType } from './pdf-text.ts'

const small = { size: 10, weight: 'normal' } as const
const rtl = () => openType(new PDFDocument(), true)
const ltr = () => openType(new PDFDocument(), false)
/** A line as it stands on paper, from left to right: the shaper turns stretches with right-to-left letters. */
const seen = ({ stretches }: { stretches: { text: string }[] }) =>
  stretches
    .map(({ text }) => (/[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(text) ? [...text].reverse().join('') : text))
    .join('')

test('right-to-left words stand in the order in which they are read, numbers within them from left to right', () => {
  const [line] = rtl().lines('מחיר 6000 (שקל)', small, 500)
  assert.equal(seen(line!), '(לקש) 6000 ריחמ')
})

test('a name in another direction disturbs nothing around it', () => {
  const [line] = ltr().lines(`for ${apart('דנה כהן')}: 5 h`, small, 500)
  assert.equal(seen(line!), 'for ןהכ הנד: 5 h')
})

test('an Arabic amount stands with its number first and its currency whole, alone, in a sentence, in a range and in a sum', () => {
  const turned = (word: string) => [...word].reverse().join('')
  const laid = (text: string) => seen(rtl().lines(text, small, 500)[0]!).replaceAll('\u00a0', ' ')
  const amounts = {
    USD: 'US$ 6,862.50',
    EUR: '€ 6,862.50',
    GBP: 'UK£ 6,862.50',
    CAD: 'CA$ 6,862.50',
    SAR: '.س.ر 6,862.50',
  }
  for (const [currency, amount] of Object.entries(amounts)) {
    const { money, span } = openWords('ar', currency)
    assert.equal(laid(money(6_862_50)), amount)
    assert.equal(laid(`السعر ${money(6_862_50)} الآن`), `${turned('الآن')} ${amount} ${turned('السعر')}`)
    assert.equal(laid(`(${money(6_862_50)}).`), `.(${amount})`)
    // Read from the right: from 5,400 to 6,600.
    assert.equal(laid(span(5_400_00, 6_600_00)), amount.replace('6,862.50', '6,600–5,400'))
  }
  const { money } = openWords('ar', 'USD')
  assert.equal(
    laid(`\u20662 h × ${apart(money(75_00))} = ${apart(money(150_00))}\u2069`),
    '2 h × 75.00 US$ = 150.00 US$',
  )
})

test('Arabic letters are joined', () => {
  const pdf = new PDFDocument()
  openType(pdf, true)
  const { glyphs } = (pdf.font('normal2') as any)._font.layout('سلم', [])
  const alone = ['س', 'ل', 'م'].map((letter) => (pdf.font('normal2') as any)._font.layout(letter, []).glyphs[0].id)
  assert.ok(
    glyphs.every(({ id }: { id: number }) => !alone.includes(id)),
    'every letter has the form of its place in the word',
  )
})

test('no line is wider than its box, and no character is lost or added, whatever the text', () => {
  const words = [
    'mug',
    'Řeháková',
    'магазин',
    'شركة',
    'كوب',
    'ספר',
    '(1,200.50 €)',
    '12',
    '–',
    '漢字',
    '😀',
    'a'.repeat(60),
  ]
  const text = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 40 }).map((all) => all.join(' '))
  const set = [ltr(), rtl()]
  const bare = (some: string) => [...some.replace(/\s/gu, '')].map((c) => ({ '(': ')', ')': '(' })[c] ?? c)
  fc.assert(
    fc.property(text, fc.boolean(), fc.integer({ min: 60, max: 500 }), (given, isRtl, width) => {
      const lines = set[isRtl ? 1 : 0]!.lines(given, small, width)
      for (const line of lines) assert.ok(line.width <= width + 0.01, `${line.width} > ${width}`)
      const drawn = lines.flatMap(({ stretches }) => stretches.map((stretch) => stretch.text)).join('')
      const count = (all: string[]) =>
        all
          .map((c) => (c === ')' ? '(' : c))
          .sort()
          .join('')
      assert.equal(count(bare(drawn)), count(bare(given)))
    }),
    // The example: 61.2 points once, measured together and drawn apart.
    { numRuns: 60, examples: [['(1,200.50 €) – mug', true, 61]] },
  )
})

test('a character that no typeface knows is noticed', () => {
  const type = ltr()
  type.lines('all known', small, 500)
  assert.equal(type.isMissing(), false)
  type.lines('漢字', small, 500)
  assert.equal(type.isMissing(), true)
})
