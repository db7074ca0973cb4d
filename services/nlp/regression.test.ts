import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Row, regress } from './regression.ts'

const rows = (signs: number[], yes: number, no: number): Row[] => [
  ...Array.from({ length: yes }, () => ({ signs, isNeed: 1, share: 1 })),
  ...Array.from({ length: no }, () => ({ signs, isNeed: 0, share: 1 })),
]

test('without shrinkage a sign is worth what it changes in the logarithm of the odds', () => {
  const [every, sign] = regress([...rows([0], 1, 3), ...rows([0, 1], 4, 2)], 2, 0)
  assert.ok(Math.abs(every! - Math.log(1 / 3)) < 1e-4, `${every}`)
  assert.ok(Math.abs(sign! - Math.log(2 * 3)) < 1e-4, `${sign}`)
})

test('shrinkage holds back a sign of few cases more than one of many', () => {
  const few = regress([...rows([0], 10, 10), ...rows([0, 1], 2, 0)], 2, 1)[1]!
  const many = regress([...rows([0], 10, 10), ...rows([0, 1], 40, 0)], 2, 1)[1]!
  assert.ok(few > 0 && many > 2 * few, `${few} ${many}`)
})

test('a case of twice the share counts like two', () => {
  const twice = rows([0, 1], 1, 0).map((row) => ({ ...row, share: 2 }))
  const one = regress([...rows([0], 3, 5), ...twice], 2, 1)
  const two = regress([...rows([0], 3, 5), ...rows([0, 1], 2, 0)], 2, 1)
  assert.ok(one.every((worth, i) => Math.abs(worth - two[i]!) < 1e-6))
})
