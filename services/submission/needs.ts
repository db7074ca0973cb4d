import { auth } from '#contracts/auth'
import { document } from '#contracts/document'
import { orchestrator } from '#contracts/orchestrator'
import { provisioning } from '#contracts/provisioning'
import { T } from '#platform/contract'

/** What the service needs, apart from its handlers so that these can name the type of their ctx. */
export const needs = {
  config: T.Object({
    fileBytesMax: T.Integer({ default: 50 * 1024 ** 2, minimum: 1, description: 'Largest single file, in bytes.' }),
    totalBytesMax: T.Integer({
      default: 200 * 1024 ** 2,
      minimum: 1,
      description: 'All files of one request together, in bytes.',
    }),
    filesMax: T.Integer({ default: 20, minimum: 1, description: 'Files of one request, the voice note not counted.' }),
    voiceSecondsMax: T.Integer({
      default: 600,
      minimum: 1,
      description: 'Longest voice note, in seconds, where its length can be told.',
    }),
    referencePrefix: T.String({
      default: 'SX',
      pattern: '^[A-Z]{1,6}$',
      description: 'Start of every reference number.',
    }),
    organisationName: T.Optional(
      T.String({
        minLength: 1,
        maxLength: 200,
        description: 'Name at the head of the offers of organisations that have chosen none.',
      }),
    ),
    organisationAddress: T.Optional(
      T.String({
        minLength: 1,
        maxLength: 500,
        description:
          'What stands below that name, and below any name of the organisation of the installation: address, register, tax number; lines are separated by semicolons.',
      }),
    ),
    fillTimeMsMin: T.Integer({
      default: 1_500,
      minimum: 0,
      description: 'A form sent faster than this is taken for a bot, in ms.',
    }),
  }),
  calls: { orchestrator, auth, provisioning, document },
  database: new URL('./migrations/', import.meta.url),
  adapters: ['blobs' as const],
}
export type Needs = typeof needs
