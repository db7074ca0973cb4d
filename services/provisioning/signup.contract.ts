import { defineRoutes, OneOf, type Static, T, Time } from '#platform/contract'
import { Slug, TenantId, TenantState, unknown } from './terms.contract.ts'

export const stepNames = [
  'workspace',
  'roles',
  'storage',
  'project',
  'templates',
  'sender',
  'address',
  'sample',
  'ready',
] as const

export const PrepareStep = T.Object({
  name: OneOf(stepNames),
  state: OneOf(['waiting', 'running', 'done', 'failed', 'skipped']),
  detail: T.Optional(T.String({ description: 'What came of it, or why it was skipped or failed. For people.' })),
  startedAt: T.Optional(Time),
  finishedAt: T.Optional(Time),
})
export type PrepareStep = Static<typeof PrepareStep>

export const Preparation = T.Object({
  id: TenantId,
  slug: Slug,
  name: T.String(),
  state: TenantState,
  steps: T.Array(PrepareStep),
  url: T.Optional(T.String({ description: 'Where the organisation works, once it is ready.' })),
  samplePage: T.Optional(
    T.String({ description: 'Page of its sample request, token in the fragment; absent when there is none.' }),
  ),
})
export type Preparation = Static<typeof Preparation>

/** Making an organisation, and how far it is. */
export const signUpRoutes = defineRoutes({
  signUp: {
    method: 'POST',
    path: '/sign-up',
    access: 'public',
    summary:
      'Makes an organisation and its owner, and prepares its place step by step. Asking again with the same name and address joins the first.',
    body: T.Object(
      {
        organisation: T.String({
          minLength: 1,
          maxLength: 120,
          pattern: '\\S',
          description: 'Name of the organisation.',
        }),
        slug: Slug,
        address: T.String({
          format: 'email',
          maxLength: 320,
          description:
            'E-mail address of the owner, who gets a link that makes their account: an address is proved before it owns anything.',
        }),
        language: T.Optional(T.String({ pattern: '^[a-z]{2}$', description: 'ISO 639-1.' })),
        sample: T.Optional(
          T.Boolean({
            default: false,
            description:
              'Begin with a sample request, worked on like any other, so that there is a whole result to see.',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    reply: T.Object({
      id: TenantId,
      token: T.String({ description: 'Opens the progress. Send it as `Authorization: Bearer …`.' }),
      links: T.Object({ self: T.String(), events: T.String() }),
    }),
    status: 202,
    errors: { slug_taken: 409, sign_up_closed: 403, too_many_sign_ups: 429, not_accepted: 422 },
  },
  progress: {
    method: 'GET',
    path: '/sign-up/:id',
    access: 'user',
    subject: 'id',
    summary: 'How far the preparation of an organisation is.',
    params: T.Object({ id: TenantId }),
    reply: Preparation,
    errors: unknown,
  },
  progressEvents: {
    method: 'GET',
    path: '/sign-up/:id/events',
    access: 'user',
    subject: 'id',
    summary: 'Streams the steps (`event: step`), and at the end `event: ready`. Resumes after `Last-Event-ID`.',
    params: T.Object({ id: TenantId }),
    reply: 'events',
    errors: unknown,
  },
})
