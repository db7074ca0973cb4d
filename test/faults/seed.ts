// How often and with which chances the tests of faults try: `npm run faults -- --rounds 1000 --seed 7`, or FAULT_ROUNDS and FAULT_SEED.
import assert from 'node:assert/strict'
import { environment } from '#platform/config'

/** Rounds of a test that makes `usual` of them when nobody asks for another number. */
export function faultRounds(usual: number): number {
  const rounds = Number(environment().FAULT_ROUNDS || usual)
  assert.ok(Number.isInteger(rounds) && rounds > 0, 'FAULT_ROUNDS is a whole number above 0')
  return rounds
}

/** The number all chances come from: the one asked for, or any, which the test must print. */
export function faultSeed(): number {
  const seed = Number(environment().FAULT_SEED || Math.floor(Math.random() * 2 ** 31))
  assert.ok(Number.isInteger(seed) && seed >= 0, 'FAULT_SEED is a whole number')
  return seed
}
