import type { FastifyInstance } from 'fastify'
import { Refusal } from '#platform/errors'
import type { StreamReply } from '#platform/service'
import type { AuthCtx } from '../needs.ts'
import { ScimError } from './error.ts'
import { InvalidFilter } from './filter.ts'
import { type Resource, toError } from './resource.ts'

const type = 'application/scim+json; charset=utf-8'

/** Directories send their own media type (RFC 7644, 8.1), and some plain JSON. */
export function readScim(app: FastifyInstance): void {
  app.addContentTypeParser('application/scim+json', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'))
}

export type Answer = { status?: number; body?: unknown; location?: string }

/** Answers as RFC 7644 has it, refusals too. */
export const scim =
  <I>(work: (input: I, ctx: AuthCtx) => Promise<Answer>) =>
  async (input: I, ctx: AuthCtx): Promise<StreamReply> => {
    try {
      const { status = 200, body, location } = await work(input, ctx)
      return reply(status, body, location)
    } catch (error) {
      if (error instanceof ScimError) return reply(error.status, toError(error.status, error.message, error.scimType))
      if (error instanceof InvalidFilter) return reply(400, toError(400, error.message, 'invalidFilter'))
      if (error instanceof Refusal)
        return { ...reply(error.status, toError(error.status, error.message)), refusal: error }
      throw error
    }
  }

function reply(status: number, body: unknown, location?: string): StreamReply {
  const headers = { 'cache-control': 'no-store', ...(location && { location }) }
  return { content: body === undefined ? '' : JSON.stringify(body), type, status, headers }
}

export const created = (resource: Resource): Answer => ({
  status: 201,
  body: resource,
  location: (resource.meta as { location: string }).location,
})
