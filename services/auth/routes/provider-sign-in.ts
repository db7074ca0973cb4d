import type { auth } from '#contracts/auth'
import { isConnectionLost } from '#platform/database'
import type { Serve, StreamReply } from '#platform/service'
import { personOf } from '../actor.ts'
import { memberFor, type Problem, Turned } from '../federation/arrive.ts'
import { findProvider, listProviderRows } from '../federation/providers.sql.ts'
import { begin, pathOf, redirectUriOf, resume } from '../federation/start.ts'
import { openUpstream, redeem } from '../federation/upstream.ts'
import type { AuthCtx, Needs } from '../needs.ts'
import { openSession } from '../sessions.ts'

type Contract = typeof auth

export const listSignInProviders: Serve<Contract, 'listSignInProviders', Needs> = async (_input, ctx) => ({
  providers: (await listProviderRows(ctx.db)).map(({ id, name }) => ({ id, name })),
})

export const startProvider: Serve<Contract, 'startProvider', Needs> = async (asked, ctx) => {
  const returnTo = asked.return ?? ''
  const provider = await findProvider(ctx.db, asked.providerId)
  if (!provider) return toSignIn('no-provider', returnTo)
  try {
    return goTo((await begin(ctx, provider, { returnTo, isAgain: asked.again })).href)
  } catch (error) {
    ctx.log.warn({ err: error, provider: provider.id }, 'a sign-in provider does not answer as one')
    return toSignIn('provider-failed', returnTo)
  }
}

export const connectProvider: Serve<Contract, 'connectProvider', Needs> = async (asked, ctx) => {
  const { id } = personOf(ctx)
  const provider = (await findProvider(ctx.db, asked.providerId)) ?? ctx.fail('not_found', 'There is no such provider.')
  try {
    return { url: (await begin(ctx, provider, { returnTo: asked.return, personId: id })).href }
  } catch (error) {
    ctx.log.warn({ err: error, provider: provider.id }, 'a sign-in provider does not answer as one')
    return ctx.fail('provider_failed', 'The provider does not answer right now.')
  }
}

export const returnFromProvider: Serve<Contract, 'returnFromProvider', Needs> = async (asked, ctx) => {
  const started = asked.cookie && asked.state && (await resume(ctx, asked.state, asked.cookie))
  if (!started) return toSignIn('expired', '')
  const { row } = started
  if (asked.error) return toSignIn('denied', row.return_to)
  try {
    const provider = (await findProvider(ctx.db, row.provider_id))!
    const arrival = await redeem(await openUpstream(ctx, provider), returnedOf(ctx, asked), started)
    const personId = await memberFor(ctx, provider, arrival, row.person_id ?? undefined)
    if (!row.person_id)
      await openSession(ctx, personId, {
        method: 'federation',
        providerId: provider.id,
        confirmedAt: arrival.provedAt ?? null,
      })
    return goTo(row.return_to || '/account')
  } catch (error) {
    if (isConnectionLost(error)) throw error
    if (error instanceof Turned) return toSignIn(error.problem, row.return_to)
    ctx.log.warn({ err: error, provider: row.provider_id }, 'a sign-in by a provider was not believed')
    return toSignIn('provider-failed', row.return_to)
  }
}

/** The address the browser came to, of what it said there that counts. */
function returnedOf(ctx: AuthCtx, { state, code, iss }: { state?: string; code?: string; iss?: string }): URL {
  const url = new URL(redirectUriOf(ctx))
  for (const [name, value] of Object.entries({ state, code, iss }))
    if (value !== undefined) url.searchParams.set(name, value)
  return url
}

/** The sign-in page has a sentence for each problem; what a provider wrote is not shown, since anybody can write it. */
function toSignIn(problem: Problem, returnTo: string): StreamReply {
  const back = pathOf(returnTo)
  return {
    ...goTo(`/sign-in?${new URLSearchParams({ problem, ...(back && { return: back }) })}`),
    refusal: { code: problem, status: 303, rule: 'provider' },
  }
}

const goTo = (location: string): StreamReply => ({
  content: '',
  type: 'text/plain; charset=utf-8',
  status: 303,
  headers: { location, 'cache-control': 'no-store' },
})
