import { browserSupportsWebAuthn, startAuthentication, startRegistration } from '@simplewebauthn/browser'
import i18next from 'i18next'
import { ask, enter, type SignedIn } from './account.ts'
import { Problem } from './api.ts'
import type { Passkey } from './factors.ts'

type Creation = Parameters<typeof startRegistration>[0]['optionsJSON']
type Request = Parameters<typeof startAuthentication>[0]['optionsJSON']

/** Whether this browser can have passkeys at this address: they belong to a host name, so with an IP address there are none. */
export const mayHavePasskeys = (host: string): boolean => browserSupportsWebAuthn() && !/^[\d.]+$|[:[]/.test(host)

/** Asks for a passkey of any person, and signs in with it. */
export const signInWithPasskey = async (): Promise<SignedIn> =>
  enter<SignedIn>('/passkeys/sign-in', { response: await shown('/passkeys/sign-in/options') })

/** Confirms with a passkey of the person who is signed in. */
export const stepUpWithPasskey = async (): Promise<unknown> =>
  ask('POST', '/step-up/passkey', { response: await shown('/step-up/passkey/options') })

/** Options for a new passkey. Asked for by themselves, because they may want the person to confirm first. */
export const beginPasskey = async (): Promise<Creation> =>
  (await ask<{ options: unknown }>('POST', '/passkeys/options')).options as Creation

/** Lets the browser make a passkey, and keeps it. */
export async function addPasskey(name: string, optionsJSON: Creation): Promise<Passkey> {
  const response = await startRegistration({ optionsJSON }).catch(explain)
  return ask('POST', '/passkeys', { name, response })
}

async function shown(path: string): Promise<unknown> {
  const { options } = await ask<{ options: unknown }>('POST', path)
  return startAuthentication({ optionsJSON: options as Request }).catch(explain)
}

/** What the browser says is for programmers; a closed dialog is its most common fault. */
function explain(cause: Error): never {
  const reasons = {
    NotAllowedError: 'account.passkey.cancelled',
    AbortError: 'account.passkey.cancelled',
    InvalidStateError: 'account.passkey.known',
    SecurityError: 'account.passkey.wrong_host',
  } as const
  const reason = reasons[cause.name as keyof typeof reasons] ?? 'account.passkey.failed'
  throw new Problem(0, 'passkey', i18next.t(reason))
}
