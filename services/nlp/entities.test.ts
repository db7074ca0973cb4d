import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findEntities } from './entities.ts'

const found = (text: string) =>
  findEntities([{ id: 'd', kind: 'description', label: 'd', text }]).map((e) => `${e.kind}:${e.text}`)

const cases: [string, string[]][] = [
  ['It costs $6k, at most 6,500 USD or €7.000.', ['money:$6k', 'money:6,500 USD', 'money:€7.000']],
  ['Máme 60 000 Kč, possibly EUR 120,000 to 150,000.', ['money:60 000 Kč', 'money:EUR 120,000 to 150,000']],
  [
    'By 1 July 2026, on 2026-09-30 or before Black Friday.',
    ['date:1 July 2026', 'date:2026-09-30', 'date:Black Friday'],
  ],
  ['Am 1. März 2027 oder 24. 12. 2026.', ['date:1. März 2027', 'date:24. 12. 2026']],
  [
    'Mail a.b+c@mail.example.com or see https://example.com/a?b=1, or muji.com.',
    ['email:a.b+c@mail.example.com', 'url:https://example.com/a?b=1', 'url:muji.com'],
  ],
  ['Call +420 601 123 456 please.', ['phone:+420 601 123 456']],
  ['We ship 3,000 orders a day to five shops.', ['quantity:3,000 orders a day', 'quantity:five shops']],
  ['My name is Helena Novak and I work in Bath.', ['person:Helena Novak', 'place:Bath']],
  [
    'We are Northwind Dental Group and Alder & Finch.',
    ['organisation:Northwind Dental Group', 'organisation:Alder & Finch'],
  ],
  ['Nice to have: a bath and time for reading. I am sorry, I am happy.', []],
  ['Version 1.2.3, order 12345, §5, 50 % and 3.5.', ['quantity:50 %']],
]
for (const [text, expected] of cases) {
  test(`entities of “${text}”`, () => {
    assert.deepEqual(found(text).sort(), expected.sort())
  })
}

test('the same entity is listed once, at its first place', () => {
  const text = 'Write to a@example.com. Really: A@example.com!'
  const [entity, ...rest] = findEntities([{ id: 'd', kind: 'description', label: 'd', text }])
  assert.equal(rest.length, 0)
  assert.equal(entity?.evidence.start, text.indexOf('a@'))
})
