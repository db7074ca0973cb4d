import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

/**
 * The keys that wrap data keys: the current one seals, every one of them opens. Their ids follow from the keys, so that two processes with the
 * same secrets agree without asking each other.
 */
export type Keyring = { current: string; keys: Map<string, Buffer> }

/** A sealed text that does not open: another place, a changed byte, or a key that is not there. Never says what was inside. */
export class SealBroken extends Error {}

const mark = 'sealed1'
const ivBytes = 12
const tagBytes = 16

/**
 * Makes a keyring of secrets of 32 characters or more, the current one first.
 * @example openKeyring(['the new secret, 32 characters or more', 'the old one, also 32 characters or more'])
 */
export function openKeyring(secrets: readonly string[]): Keyring {
  const keys = new Map<string, Buffer>()
  for (const secret of secrets) {
    if (secret.length < 32) throw new RangeError('A sealing key has at least 32 characters.')
    const key = Buffer.from(hkdfSync('sha256', secret, '', 'statex sealing key', 32))
    keys.set(createHash('sha256').update('statex sealing key id').update(key).digest('base64url').slice(0, 8), key)
  }
  const current = keys.keys().next().value
  if (!current) throw new RangeError('A keyring needs a key.')
  return { current, keys }
}

/**
 * Seals bytes for one place: AES-256-GCM (NIST SP 800-38D) under a data key of their own, which is wrapped the same way by the keyring's current key.
 * `context` names the place, such as `auth.signing_keys key_01j…`; what was sealed for one place opens at no other, so a row that is copied over
 * another one opens nothing. The text is `sealed1.<id of the key>.<wrapped data key>.<content>`, both as base64url.
 */
export function seal(keyring: Keyring, content: Uint8Array | string, context: string): string {
  const dataKey = randomBytes(32)
  const id = keyring.current
  const wrapped = encrypt(keyring.keys.get(id)!, dataKey, wrapContext(id, context))
  const body = encrypt(dataKey, typeof content === 'string' ? Buffer.from(content) : content, bodyContext(context))
  return [mark, id, wrapped.toString('base64url'), body.toString('base64url')].join('.')
}

/**
 * Opens what `seal` sealed for the same place.
 * @throws SealBroken
 */
export function open(keyring: Keyring, text: string, context: string): Buffer {
  const { body } = partsOf(text)
  return decrypt(dataKeyOf(keyring, text, context), body, bodyContext(context))
}

/**
 * The same secret wrapped by the keyring's current key, or undefined when it is already. The content is not opened: only its data key changes hands.
 * @throws SealBroken
 */
export function rewrap(keyring: Keyring, text: string, context: string): string | undefined {
  const { id, body } = partsOf(text)
  if (id === keyring.current) return undefined
  const dataKey = dataKeyOf(keyring, text, context)
  const wrapped = encrypt(keyring.keys.get(keyring.current)!, dataKey, wrapContext(keyring.current, context))
  return [mark, keyring.current, wrapped.toString('base64url'), body.toString('base64url')].join('.')
}

/** True for a text that `seal` may have made. */
export const isSealed = (text: string): boolean => text.startsWith(`${mark}.`)

const wrapContext = (id: string, context: string) => Buffer.from(`${mark}\0key\0${id}\0${context}`)
const bodyContext = (context: string) => Buffer.from(`${mark}\0content\0${context}`)

function partsOf(text: string) {
  const [version, id, wrapped, body, ...rest] = text.split('.')
  if (version !== mark || !id || !wrapped || !body || rest.length > 0) throw new SealBroken('This is no sealed text.')
  return { id, wrapped: Buffer.from(wrapped, 'base64url'), body: Buffer.from(body, 'base64url') }
}

function dataKeyOf(keyring: Keyring, text: string, context: string): Buffer {
  const { id, wrapped } = partsOf(text)
  const key = keyring.keys.get(id)
  if (!key)
    throw new SealBroken(
      `This was sealed with the key "${id}", which is not there. Put it behind the others in SEALING_KEYS, or into the file of sealing keys.`,
    )
  return decrypt(key, wrapped, wrapContext(id, context))
}

function encrypt(key: Buffer, content: Uint8Array, context: Buffer): Buffer {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', key, iv)
  cipher.setAAD(context)
  return Buffer.concat([iv, cipher.update(content), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Buffer, bytes: Buffer, context: Buffer): Buffer {
  if (bytes.length < ivBytes + tagBytes) throw new SealBroken('The sealed text is cut short.')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
  decipher.setAAD(context)
  decipher.setAuthTag(bytes.subarray(-tagBytes))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()])
  } catch {
    throw new SealBroken('The sealed text was changed, or belongs to another place.')
  }
}
