import { isIP } from 'node:net'
import { hostNameOf } from '#platform/access'
import type { Row } from '#platform/database'
import { newId } from '#platform/ids'
import type { AuthCtx } from '../needs.ts'
import { originOf } from '../oidc/issuer.ts'
import type { Assertion, NewCredential } from '../passkeys.contract.ts'
import { findPerson } from '../people.sql.ts'
import { subjectOfToken } from '../tickets.ts'
import { type ChallengeKind, insertChallenge, takeChallenge } from './challenges.sql.ts'
import { findPasskey, notePasskeyUse, passkeysOf } from './passkeys.sql.ts'

// Loaded with the first passkey: it brings parsers for many kinds of certificates.
const engine = () => import('@simplewebauthn/server')

const timeout = 5 * 60_000
// Ed25519, ES256, RS256: what authenticators have. Asking Node for more would load algorithms it calls experimental.
const supportedAlgorithmIDs = [-8, -7, -257]

/** Where passkeys of the organisation work: its host name, as everybody reaches it. The default organisation's is that of PUBLIC_URL, whatever name was asked for. */
export function relyingPartyOf(ctx: AuthCtx): { id: string; origin: string } {
  const origin = originOf(ctx.publicUrl, ctx.tenant, hostNameOf({ host: ctx.client?.host }))
  const id = new URL(origin).hostname
  if (isIP(id.replace(/^\[|\]$/g, '')))
    ctx.fail('passkeys_unavailable', 'Passkeys are made for a host name, and this installation has only an IP address.')
  return { id, origin }
}

/** The challenge is the token of a row: what comes back with a signature proves itself to be ours, of this organisation, and unused. */
async function newChallenge(ctx: AuthCtx, kind: ChallengeKind, personId?: string): Promise<string> {
  const id = newId('cha')
  await insertChallenge(ctx.db, { id, kind, personId })
  return ctx.tokenFor(id)
}

export async function registrationOptions(ctx: AuthCtx, personId: string): Promise<Record<string, unknown>> {
  const { id } = relyingPartyOf(ctx)
  const [{ generateRegistrationOptions }, person, kept] = [
    await engine(),
    (await findPerson(ctx.db, personId)) ?? ctx.fail('not_found'),
    await passkeysOf(ctx.db, personId),
  ]
  const userName = person.addresses[0]?.address ?? personId
  return {
    ...(await generateRegistrationOptions({
      rpName: id,
      rpID: id,
      userName,
      userID: Uint8Array.from(Buffer.from(personId)),
      userDisplayName: person.name || userName,
      challenge: await newChallenge(ctx, 'passkey-new', personId),
      timeout,
      attestationType: 'none',
      supportedAlgorithmIDs,
      excludeCredentials: kept.map((key) => ({ id: key.credential_id, transports: key.transports })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    })),
  }
}

/** Without `personId` any passkey of this host will do, and says who it is. */
export async function requestOptions(ctx: AuthCtx, personId?: string): Promise<Record<string, unknown>> {
  const { id } = relyingPartyOf(ctx)
  const { generateAuthenticationOptions } = await engine()
  const kept = personId ? await passkeysOf(ctx.db, personId) : []
  return {
    ...(await generateAuthenticationOptions({
      rpID: id,
      challenge: await newChallenge(ctx, personId ? 'passkey-confirm' : 'passkey-sign-in', personId),
      timeout,
      userVerification: 'required',
      allowCredentials: kept
        .filter((key) => key.relying_party === id)
        .map((key) => ({ id: key.credential_id, transports: key.transports })),
    })),
  }
}

const refuse = (ctx: AuthCtx): never =>
  ctx.fail('invalid_passkey', 'This passkey was not accepted: it took too long, or it is not one of this account here.')

/** Uses up the challenge that an answer was made for. */
async function redeemChallenge(ctx: AuthCtx, clientData: string, kind: ChallengeKind, personId?: string) {
  const token = tokenIn(clientData)
  const id = token && subjectOfToken(ctx, token)
  const row = id && (await takeChallenge(ctx.db, id, kind))
  if (!row || (row.person_id ?? undefined) !== personId) return refuse(ctx)
  return Buffer.from(token).toString('base64url')
}

function tokenIn(clientData: string): string | undefined {
  try {
    const { challenge, crossOrigin } = JSON.parse(Buffer.from(clientData, 'base64url').toString())
    // None of our pages stands in a frame of somebody else's.
    return typeof challenge === 'string' && !crossOrigin ? Buffer.from(challenge, 'base64url').toString() : undefined
  } catch {
    return undefined
  }
}

/** Checks what a browser answered to `registrationOptions`. */
export async function verifyRegistration(ctx: AuthCtx, personId: string, response: NewCredential) {
  const { id, origin } = relyingPartyOf(ctx)
  const expectedChallenge = await redeemChallenge(ctx, response.response.clientDataJSON, 'passkey-new', personId)
  const { verifyRegistrationResponse } = await engine()
  const result = await verifyRegistrationResponse({
    response: response as Parameters<typeof verifyRegistrationResponse>[0]['response'],
    expectedChallenge,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    supportedAlgorithmIDs,
  }).catch((error) => void ctx.log.info({ err: error }, 'a new passkey was refused'))
  if (!result?.verified) return refuse(ctx)
  const { credential, credentialDeviceType } = result.registrationInfo
  return {
    credentialId: credential.id,
    publicKey: credential.publicKey,
    counter: credential.counter,
    relyingParty: id,
    transports: response.response.transports ?? [],
    isSynced: credentialDeviceType === 'multiDevice',
  }
}

/** Checks what a browser answered to `requestOptions`, and notes the use. `personId` is whose passkey it must be. @returns the passkey's row */
export async function verifyAssertion(ctx: AuthCtx, response: Assertion, personId?: string): Promise<Row> {
  const { id, origin } = relyingPartyOf(ctx)
  const kind = personId ? 'passkey-confirm' : 'passkey-sign-in'
  const expectedChallenge = await redeemChallenge(ctx, response.response.clientDataJSON, kind, personId)
  const kept = await findPasskey(ctx.db, response.id)
  if (!kept || (personId && kept.person_id !== personId)) return refuse(ctx)
  const { verifyAuthenticationResponse } = await engine()
  const result = await verifyAuthenticationResponse({
    response: response as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
    expectedChallenge,
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    credential: { id: kept.credential_id, publicKey: Uint8Array.from(kept.public_key), counter: kept.counter },
  }).catch((error) => void ctx.log.info({ err: error }, 'a passkey was refused'))
  if (!result?.verified) return refuse(ctx)
  const { newCounter, credentialDeviceType } = result.authenticationInfo
  if (!(await notePasskeyUse(ctx.db, kept.id, newCounter, credentialDeviceType === 'multiDevice'))) return refuse(ctx)
  return kept
}
