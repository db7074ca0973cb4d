import { Analysis } from '#contracts/nlp'
import { defineContract, type Static, T } from '#platform/contract'

/** One page of a template and the feature categories it shows. */
export const TemplatePage = T.Object({
  path: T.String({ pattern: '^[a-z0-9-]+\\.html$' }),
  template: T.String(),
  title: T.String(),
  covers: T.Array(T.String()),
})

/** A template pack: Liquid pages, their assets, and the JSON Schema of the slots that fill them. */
export const TemplatePack = T.Object({
  id: T.String(),
  version: T.String(),
  name: T.String(),
  summary: T.String(),
  licence: T.String(),
  kinds: T.Array(T.String(), { description: 'Offer kinds it suits.' }),
  categories: T.Record(T.String(), T.Number(), { description: 'Feature category → weight when choosing.' }),
  industries: T.Optional(T.Record(T.String(), T.Number(), { description: 'Industry → weight when choosing.' })),
  words: T.Optional(
    T.Array(T.String({ minLength: 2 }), {
      description: 'Words and beginnings of words, in any language, that speak for it when the customer wrote them.',
    }),
  ),
  slots: T.Record(T.String(), T.Unknown(), { description: 'JSON Schema 2020-12 of the slot values.' }),
  pages: T.Array(TemplatePage),
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
      summary: 'Lists the template packs.',
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
      reply: T.Object({
        pack: TemplatePack,
        files: T.Record(T.String(), T.String(), {
          description: 'Path → text; images are base64 with a `base64,` prefix.',
        }),
      }),
      errors: { not_found: 404 },
    },
  },
  events: {},
  tasks: {},
})
