import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkPassword, hashPassword, nobodysPassword } from './password.ts'

test('a password is kept as a PHC string of argon2id and recognised by it alone', async () => {
  const phc = await hashPassword('correct horse battery')
  assert.match(phc, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  assert.deepEqual(await checkPassword('correct horse battery', phc), { isRight: true, wantsRehash: false })
  assert.deepEqual(await checkPassword('correct horse Battery', phc), { isRight: false, wantsRehash: false })
  assert.notEqual(await hashPassword('correct horse battery'), phc, 'each hash has a salt of its own')
})

test('a hash made by another implementation with other costs is right, and wants to be made anew', async () => {
  // The test vector of argon2id in the reference implementation's test.c: t=2, m=2^16 KiB, p=1, "password", "somesalt".
  const phc = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'
  assert.deepEqual(await checkPassword('password', phc), { isRight: true, wantsRehash: true })
})

test('the same letters typed in another form of Unicode are the same password', async () => {
  const phc = await hashPassword('p\u00e4sswort und so')
  assert.equal((await checkPassword('pa\u0308sswort und so', phc)).isRight, true)
})

test('nobody’s password costs as much as today’s and is never right', async () => {
  assert.deepEqual(await checkPassword('', nobodysPassword), { isRight: false, wantsRehash: false })
  const costs = (phc: string) => phc.split('$').slice(1, 4)
  assert.deepEqual(costs(nobodysPassword), costs(await hashPassword('x')))
})

test('what is no PHC string of argon2id is refused instead of compared', async () => {
  await assert.rejects(checkPassword('x', '$argon2i$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAAA'), /PHC/)
})
