// An authenticator in software (W3C Web Authentication Level 3): P-256, no attestation, one passkey.
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest()
const coded = (bytes: Buffer) => bytes.toString('base64url')
const [isPresent, isVerified, hasCredential] = [1, 4, 64]

export type Ways = {
  origin: string
  rpId: string
  isVerified?: boolean
  isFramed?: boolean
  counter?: number
  userHandle?: string
}

export function newAuthenticator() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x, y } = publicKey.export({ format: 'jwk' }) as { x: string; y: string }
  const id = randomBytes(16)
  const clientData = (type: string, challenge: unknown, { origin, isFramed = false }: Ways) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: isFramed }))
  const authData = (flags: number, ways: Ways, rest = Buffer.alloc(0)) => {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(ways.counter ?? 0)
    const all = flags | isPresent | (ways.isVerified === false ? 0 : isVerified)
    return Buffer.concat([sha256(ways.rpId), Buffer.from([all]), counter, rest])
  }
  const common = { id: coded(id), rawId: coded(id), type: 'public-key' as const, clientExtensionResults: {} }
  return {
    id: coded(id),
    register({ challenge }: Record<string, unknown>, ways: Ways) {
      // A COSE_Key as CBOR: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
      const key = Buffer.concat([
        Buffer.from('a5010203262001215820', 'hex'),
        Buffer.from(x, 'base64url'),
        Buffer.from('225820', 'hex'),
        Buffer.from(y, 'base64url'),
      ])
      const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, key])
      const data = authData(hasCredential, ways, credential)
      // {"fmt": "none", "attStmt": {}, "authData": …}
      const attestation = Buffer.concat([
        Buffer.from('a363666d74646e6f6e656761747453746d74a0686175746844617461', 'hex'),
        Buffer.from([0x58, data.length]),
        data,
      ])
      const response = {
        clientDataJSON: coded(clientData('webauthn.create', challenge, ways)),
        attestationObject: coded(attestation),
        transports: ['internal'],
      }
      return { ...common, response }
    },
    assert({ challenge }: Record<string, unknown>, ways: Ways) {
      const client = clientData('webauthn.get', challenge, ways)
      const data = authData(0, ways)
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), privateKey)
      const response = {
        clientDataJSON: coded(client),
        authenticatorData: coded(data),
        signature: coded(signature),
        userHandle: ways.userHandle ?? '',
      }
      return { ...common, response }
    },
  }
}
