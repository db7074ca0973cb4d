import { Analysis } from '#contracts/nlp'
import { defineContract, type Static, T, Time } from '#platform/contract'

/** One page of a template and the feature categories it shows. */
export const TemplatePage = T.Object({
  path: T.String({ pattern: '^[a-z0-9-]+\\.html$' }),
  template: T.String(),
  title: T.String({ maxLength: 120 }),
  covers: T.Array(T.String({ maxLength: 40 }), { maxItems: 30 }),
  parent: T.Optional(
    T.String({ description: 'Path of the page it is reached from; such an inner page is in no menu.', maxLength: 60 }),
  ),
})

const packId = T.String({ pattern: '^[a-z][a-z0-9-]{1,39}$' })
const packVersion = T.String({ pattern: '^\\d{1,4}\\.\\d{1,4}\\.\\d{1,4}$', description: 'Semantic version.' })

/** A template pack: Liquid pages, their assets, and the JSON Schema of the slots that fill them. */
export const TemplatePack = T.Object({
  id: packId,
  version: packVersion,
  name: T.String({ maxLength: 60 }),
  summary: T.String({ maxLength: 300 }),
  licence: T.String({ maxLength: 60 }),
  kinds: T.Array(T.String(), { description: 'Offer kinds it suits.' }),
  categories: T.Record(T.String(), T.Number(), { description: 'Feature category → weight when choosing.' }),
  industries: T.Optional(T.Record(T.String(), T.Number(), { description: 'Industry → weight when choosing.' })),
  words: T.Optional(
    T.Array(T.String({ minLength: 2, maxLength: 60 }), {
      // Each is looked for in the whole text of every request.
      maxItems: 200,
      description: 'Words and beginnings of words, in any language, that speak for it when the customer wrote them.',
    }),
  ),
  slots: T.Record(T.String(), T.Unknown(), { description: 'JSON Schema 2020-12 of the slot values.' }),
  pages: T.Array(TemplatePage, { maxItems: 40 }),
  assets: T.Array(T.Object({ path: T.String(), sha256: T.String() })),
  preview: T.String({ description: 'Path of the preview image.' }),
})
export type TemplatePack = Static<typeof TemplatePack>

export const template = defineContract({
  name: 'template',
  summary: 'The library of site templates: manifests, pages, assets, and the choice for a request.',
  port: 8015,
  routes: {
    list: {
      method: 'GET',
      path: '/templates',
      access: 'public',
      summary: 'Lists the template packs: the shipped ones and those of the organisation.',
      reply: T.Object({ templates: T.Array(TemplatePack) }),
    },
    choose: {
      method: 'POST',
      path: '/templates/choose',
      access: 'service',
      summary: 'Chooses a pack for an analysis, with the reasons and scores.',
      body: T.Object({
        analysis: Analysis,
        text: T.Optional(
          T.String({
            maxLength: 20_000,
            description:
              'What the customer wrote, in which the words of the packs are looked for; without it, the quotes of the analysis.',
          }),
        ),
        isShippedOnly: T.Optional(T.Boolean({ description: "Leave the organisation's own packs out." })),
      }),
      reply: T.Object({
        id: T.String(),
        reasons: T.Array(T.String()),
        scores: T.Array(T.Object({ id: T.String(), score: T.Number() })),
      }),
    },
    read: {
      method: 'GET',
      path: '/templates/:id',
      access: 'service',
      summary: 'Reads a whole pack with the text of its files.',
      params: T.Object({ id: T.String() }),
      query: T.Object({ version: T.Optional(packVersion) }),
      reply: T.Object({
        pack: TemplatePack,
        isShipped: T.Boolean({
          description:
            "Whether it is one of ours. An organisation's own is a stranger's text: it is used in a sandbox only.",
        }),
        files: T.Record(T.String(), T.String(), {
          description: 'Path → text; images are base64 with a `base64,` prefix.',
        }),
      }),
      errors: { not_found: 404 },
    },
    preview: {
      method: 'GET',
      path: '/templates/:id/preview',
      access: 'public',
      summary: 'The picture that a pack shows of itself.',
      params: T.Object({ id: packId }),
      reply: 'stream',
      errors: { not_found: 404 },
    },
    upload: {
      method: 'POST',
      path: '/templates',
      access: { user: 'template.write' },
      summary:
        'Takes in a pack as a ZIP archive of at most 2 MB: unpacked and judged in a sandbox, kept as a version that never changes, or refused with every fault.',
      body: T.Object({}),
      form: { files: ['pack'] },
      reply: T.Object({
        id: packId,
        version: packVersion,
        name: T.String(),
        pages: T.Array(T.String()),
        createdAt: Time,
      }),
      status: 201,
      errors: { pack_invalid: 422, pack_exists: 409, quota_exceeded: 429 },
    },
    sandboxTime: {
      method: 'GET',
      path: '/usage/templates',
      access: 'service',
      summary: 'How long the sandbox ran what the tenant of the caller uploaded, this month (UTC): checking its packs.',
      reply: T.Object({ ms: T.Integer({ minimum: 0 }) }),
    },
    versions: {
      method: 'GET',
      path: '/templates/:id/versions',
      access: { user: 'template.read' },
      summary: 'Lists the versions of a pack, newest first.',
      params: T.Object({ id: packId }),
      reply: T.Object({
        versions: T.Array(
          T.Object({
            version: T.String(),
            isShipped: T.Boolean(),
            isInUse: T.Boolean(),
            createdAt: T.Optional(T.String({ format: 'date-time' })),
          }),
        ),
      }),
      errors: { not_found: 404 },
    },
    retire: {
      method: 'DELETE',
      path: '/templates/:id',
      access: { user: 'template.write' },
      summary: 'Takes a pack of the organisation, or one version of it, out of use. Sites made of it stay.',
      params: T.Object({ id: packId }),
      query: T.Object({ version: T.Optional(packVersion) }),
      reply: T.Object({ retired: T.Integer({ description: 'Versions taken out of use.' }) }),
      errors: { not_found: 404 },
    },
  },
  events: {},
  tasks: {},
})
