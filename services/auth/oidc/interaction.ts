import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Interaction, InteractionResults, Provider } from 'oidc-provider'
import type { Accounts, SignedIn } from './accounts.ts'
import { mountPath } from './issuer.ts'
import { consentPage, errorPage } from './pages.ts'
import { personScopes } from './provider.ts'

type Step = {
  provider: Provider
  accounts: Accounts
  request: IncomingMessage
  response: ServerResponse
}
type Details = Interaction & {
  iat: number
  prompt: { name: string; reasons: string[]; details: Record<string, any> }
}

const formBytesMax = 4_096
const slackMs = 5_000

/**
 * One step of a person on the way to an application: signing in, which happens on our own pages, or giving consent, which happens here. Whoever is not signed
 * in is sent to `/sign-in` and comes back.
 */
export async function answerInteraction(step: Step): Promise<void> {
  const { provider, accounts, request, response } = step
  let details: Details
  try {
    details = (await provider.interactionDetails(request, response)) as unknown as Details
  } catch (error) {
    if ((error as Error).name !== 'SessionNotFound') throw error
    return send(
      response,
      400,
      errorPage('This sign-in has expired', 'Please go back to the application and start again there.'),
    )
  }
  if (!request.url!.startsWith(`/interaction/${details.uid}`))
    return send(
      response,
      400,
      errorPage(
        'This is another sign-in',
        'Several were started. Please go back to the application and start again there.',
      ),
    )
  const person = accounts.sessionOf(request)
  if (!person) return toSignIn(response, details.uid, false)
  // Their account says what is to be done; the application can be gone back to then.
  if (person.owes) return to(response, '/account')
  if (details.prompt.name === 'login') return signIn(step, details, person)
  // Somebody else has signed in meanwhile: the engine ends the earlier sign-in before it goes on.
  if (details.session?.accountId !== person.personId) return signIn(step, details, person)
  return request.method === 'POST' ? decide(step, details, person) : askConsent(step, details, person)
}

async function signIn(step: Step, details: Details, person: SignedIn): Promise<void> {
  const { accounts, response } = step
  if (!(await accounts.claimsOf(person.personId)))
    return finish(step, { error: 'access_denied', error_description: 'the person is no member of this organisation' })
  if (person.confirmedAt < mustBeAfter(details)) return toSignIn(response, details.uid, true)
  const login = { accountId: person.personId, ts: Math.floor(person.confirmedAt / 1000) }
  return finish(step, { login } as InteractionResults)
}

/** When the person must have proved who they are, in ms since 1970; 0 when any time will do. */
function mustBeAfter({ prompt, params, iat }: Details): number {
  const asked = String(params.prompt ?? '').split(' ')
  if (asked.includes('login')) return iat * 1000 - slackMs
  if (prompt.reasons.includes('max_age')) return Date.now() - Number(params.max_age) * 1000 - slackMs
  return 0
}

async function askConsent(step: Step, details: Details, person: SignedIn): Promise<void> {
  const { provider, accounts, response } = step
  const client = await provider.Client.find(details.params.client_id as string)
  const claims = await accounts.claimsOf(person.personId)
  if (!client || !claims) return finish(step, { error: 'access_denied' })
  const { missingOIDCScope = [], missingResourceScopes = {} } = details.prompt.details
  const scopes = [
    ...(missingOIDCScope as string[]),
    ...Object.values(missingResourceScopes as Record<string, string[]>).flat(),
  ]
  const asked = scopes.length > 0 ? scopes : String(details.params.scope ?? '').split(' ')
  const known = asked.filter((scope) => scope.includes('.') || (personScopes as readonly string[]).includes(scope))
  const back = URL.parse(String(details.params.redirect_uri ?? ''))
  const action = `${mountPath}/interaction/${details.uid}`
  const where = back ? back.host || back.protocol.slice(0, -1) : 'your device'
  send(
    response,
    200,
    consentPage(client.clientName ?? client.clientId, where, claims.email ?? claims.name, known, action),
  )
}

async function decide(step: Step, details: Details, person: SignedIn): Promise<void> {
  const { provider, request } = step
  // A form of another site comes without a signed-in person, see accounts.ts: it never gets here.
  const decision = new URLSearchParams(await readForm(request)).get('decision')
  if (decision !== 'allow')
    return finish(step, { error: 'access_denied', error_description: 'the person did not allow it' })
  const clientId = details.params.client_id as string
  const found = details.grantId ? await provider.Grant.find(details.grantId) : undefined
  const isTheirs = found?.accountId === person.personId && found.clientId === clientId
  const grant = isTheirs ? found : new provider.Grant({ accountId: person.personId, clientId })
  const { missingOIDCScope, missingOIDCClaims, missingResourceScopes } = details.prompt.details
  if (missingOIDCScope) grant.addOIDCScope(missingOIDCScope.join(' '))
  if (missingOIDCClaims) grant.addOIDCClaims(missingOIDCClaims)
  for (const [resource, scopes] of Object.entries((missingResourceScopes ?? {}) as Record<string, string[]>))
    grant.addResourceScope(resource, scopes.join(' '))
  const grantId = await grant.save()
  return finish(step, { consent: { grantId } })
}

const finish = ({ provider, request, response }: Step, result: InteractionResults) =>
  provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true })

function toSignIn(response: ServerResponse, uid: string, isAgain: boolean): void {
  const back = encodeURIComponent(`${mountPath}/interaction/${uid}`)
  to(response, `/sign-in?return=${back}${isAgain ? '&again=1' : ''}`)
}

function to(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, 'cache-control': 'no-store' })
  response.end()
}

function send(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
  response.end(html)
}

async function readForm(request: IncomingMessage): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > formBytesMax) return ''
  return text(request)
}
