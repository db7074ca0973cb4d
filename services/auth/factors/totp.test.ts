import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newRecoveryCodes, recoveryHash } from './recovery.ts'
import { newTotpSecret, stepAt, stepOfCode, toBase32, totpAt, totpUri } from './totp.ts'

const secret = Buffer.from('12345678901234567890')

test('codes are those of RFC 6238, appendix B, for SHA-1', () => {
  const vectors: [seconds: number, code: string][] = [
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ]
  for (const [seconds, code] of vectors) {
    assert.equal(totpAt(secret, stepAt(seconds * 1000), 8), code)
    assert.equal(totpAt(secret, stepAt(seconds * 1000)), code.slice(2))
  }
})

test('base 32 is that of RFC 4648, section 10, without its padding', () => {
  const vectors = {
    '': '',
    f: 'MY',
    fo: 'MZXQ',
    foo: 'MZXW6',
    foob: 'MZXW6YQ',
    fooba: 'MZXW6YTB',
    foobar: 'MZXW6YTBOI',
  }
  for (const [text, coded] of Object.entries(vectors)) assert.equal(toBase32(Buffer.from(text)), coded)
})

test('a code counts one step early or late, and no further', () => {
  const now = 1_700_000_000_000
  const step = stepAt(now)
  for (const off of [-1, 0, 1]) assert.equal(stepOfCode(secret, totpAt(secret, step + off), now), step + off)
  for (const off of [-2, 2]) assert.equal(stepOfCode(secret, totpAt(secret, step + off), now), undefined)
  for (const code of ['', '1', '1234567', 'abcdef']) assert.equal(stepOfCode(secret, code, now), undefined)
})

test('the key URI names issuer and account, and a colon in either parts nothing', () => {
  const uri = new URL(totpUri(secret, 'Mugs: hand made', 'ann@example.com'))
  assert.equal(uri.pathname, '/Mugs%20%20hand%20made:ann%40example.com')
  assert.equal(uri.searchParams.get('secret'), 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  assert.equal(uri.searchParams.get('issuer'), 'Mugs: hand made')
  assert.equal(newTotpSecret().length, 20)
})

test('ten recovery codes of 120 bits are all different, and typed without hyphens or in capitals they are the same', () => {
  const codes = newRecoveryCodes()
  assert.equal(new Set(codes).size, 10)
  for (const code of codes) {
    assert.match(code, /^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){5}$/)
    assert.equal(recoveryHash(code), recoveryHash(` ${code.replaceAll('-', ' ').toUpperCase()} `))
  }
  // What the alphabet leaves out is read as what it looks like.
  assert.equal(recoveryHash('0101-0101-0101-0101'), recoveryHash('olOI-olOI-olOI-olOI'))
})
