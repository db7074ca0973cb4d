// docs/security/keys.md is written by hand: here, that nothing of the code is missing in it.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { root, sources } from './tree.ts'

const read = (path: string) => readFileSync(join(root, path), 'utf8')
const page = read('docs/security/keys.md')
const product = sources().filter(
  ({ path, isTest }) => !isTest && /^(platform|engine|adapters|services|cli|web)\/|^main/.test(path),
)
const inCode = (pattern: RegExp) => [
  ...new Set(product.flatMap(({ code }) => [...code.matchAll(pattern)].map((match) => match[1]!))),
]

test('Every secret setting stands in the list of keys.', () => {
  const secrets = [...read('docs/config.md').matchAll(/^\| `(\w+)` 🔒/gm)].map(([, name]) => name!)
  assert.ok(secrets.length >= 6)
  assert.deepEqual(
    secrets.filter((name) => !page.includes(`\`${name}\``)),
    [],
  )
})

test('Every file in which a secret is kept stands in the list of keys.', () => {
  const files = inCode(/keptSecret\([^()]*, '([\w.]+)'\)/g)
  assert.ok(files.length >= 3)
  assert.deepEqual(
    files.filter((name) => !page.includes(`\`${name}\``)),
    [],
  )
})

test('Every algorithm that the code names stands in the list of algorithms.', () => {
  const named = inCode(
    /['"`](sha-?\d+|md5|aes-[\w-]+|chacha[\w-]+|argon2\w*|scrypt|pbkdf2|[ERPH]S\d{3}|EdDSA|Ed25519|ed25519|x25519|rsa|ec|P-\d{3}|secp\w+|S256)['"`]/gi,
  )
  assert.ok(named.length >= 10, named.join(' '))
  const table = page.slice(page.indexOf('## Algorithms'))
  assert.deepEqual(
    named.filter((name) => !table.includes(`\`${name}\``)),
    [],
  )
})

test('Every place that seals, signs, derives or stretches stands in the list of algorithms.', () => {
  const keyed =
    /\b(?:createHmac|hkdfSync|hkdf|createCipheriv|argon2|scrypt|pbkdf2|generateKeyPair|createPrivateKey|createSign|verifyAuthenticationResponse|jwtVerify|calculatePKCECodeChallenge)\(/
  const places = product.filter(({ code }) => keyed.test(code)).map(({ path }) => path)
  assert.ok(places.length >= 8, places.join(' '))
  assert.deepEqual(
    places.filter((path) => !page.includes(`\`${path}\``)),
    [],
  )
})

test('Every file that the list names is there.', () => {
  const named = [...page.matchAll(/`((?:platform|services|test)\/[\w/.-]+\.ts)`/g)].map(([, path]) => path!)
  assert.ok(named.length > 10)
  assert.deepEqual(
    named.filter((path) => !existsSync(join(root, path))),
    [],
  )
})
