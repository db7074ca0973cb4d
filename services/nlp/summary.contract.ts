import { OneOf, type Static, T } from '#platform/contract'
import { Quote, Source } from './terms.contract.ts'

export const Left = T.Object({ label: T.String(), reason: T.String() })

/** Where a line of the page stands, as a reader would look it up. */
export const Citation = T.Object({
  quote: Quote,
  label: T.String({ description: 'What a person would call the source, such as the file name.' }),
  page: T.Optional(T.Integer({ minimum: 1, description: 'Page of the file, or of the part of it that is named.' })),
  part: T.Optional(T.String({ description: 'Name of the attachment within the file.' })),
  startS: T.Optional(T.Number({ minimum: 0, description: 'Second of the recording at which the words begin.' })),
})
export type Citation = Static<typeof Citation>

/** All inputs of a request on one page. No line without a citation, and no word that is not cited. */
export const SummaryPage = T.Object({
  parts: T.Array(
    T.Object({
      topic: OneOf(['gist', 'constraints', 'qualities', 'wishes', 'excluded', 'people', 'facts', 'also']),
      lines: T.Array(
        T.Object({
          text: T.String({ description: 'The words of the first citation, on one line.' }),
          citations: T.Array(Citation, { minItems: 1, description: 'The others say nearly the same elsewhere.' }),
        }),
      ),
      more: T.Integer({ minimum: 0, description: 'Lines that did not fit the page.' }),
    }),
  ),
  sources: T.Array(
    T.Object({ id: T.String(), kind: Source.properties.kind, label: T.String(), cited: T.Integer({ minimum: 0 }) }),
  ),
  unread: T.Array(Left, { description: 'What was sent and could not be read.' }),
  method: T.String(),
})
export type SummaryPage = Static<typeof SummaryPage>
