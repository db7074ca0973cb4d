import assert from 'node:assert/strict'
import { test } from 'node:test'
import { advise } from './advice.ts'
import { analyse } from './analyse.ts'

const read = (text: string) => analyse({ sources: [{ id: 'd', kind: 'description', label: 'd', text }] })
const asked = async (text: string) => (await read(text)).openQuestions.map((q) => `${q.question} ${q.why}`).join('\n')

test('two budgets and two dates are asked about, with both amounts in the reason', async () => {
  const text = await asked(
    'We need a website. Our budget is 5,000 euros. The board says the budget is 8,000 euros. The deadline is 1 May 2027. It must be online before 1 March 2027.',
  )
  assert.match(text, /Which of the amounts.*“5,000 euros”, “8,000 euros”/)
  assert.match(text, /Which date counts.*“1 May 2027”, “1 March 2027”/)
})

test('what is both wanted and refused is asked about, quoting both places', async () => {
  assert.match(
    await asked('We want a website with a blog. We do not need a blog.'),
    /Do you want “blog” or not\?.*We do not need a blog/,
  )
})

test('what is said is not asked', async () => {
  const text = await asked(
    'We want a website in English where customers pay by card with Stripe. I want to add texts myself. Our budget is 5,000 euros and the deadline is 1 May 2027. It must follow GDPR and use our logo.',
  )
  assert.doesNotMatch(text, /budget|ready|provider|up to date|languages|logo|personal data/i)
})

test('an amount that is not called a budget is asked about, not taken for one', async () => {
  assert.match(
    await asked('We need a website. We have 3000 euros from the municipality.'),
    /Is “3000 euros” the budget/,
  )
})

test('complexity rises with what is asked, and a refused part costs nothing', async () => {
  const points = async (text: string) => (await read(text)).complexity.points
  const small = await points('We need a website with a blog.')
  const refused = await points('We need a website with a blog. We do not need online payment.')
  const large = await points(
    'We need a website with a blog. Customers must be able to pay by card. It must work offline. It must integrate with SAP.',
  )
  assert.equal(refused, small)
  assert.ok(large >= small + 10)
})

test('no advice without words that led to it, and refused parts lead to none', async () => {
  const insights = advise(await read('We need a website with a blog. We do not need online payment.'))
  assert.ok(insights.technology.length > 0)
  assert.ok(![...insights.technology, ...insights.risks].some((a) => /pay/i.test(a.text)))
})
