import { auth } from '#contracts/auth'
import { provisioning } from '#contracts/provisioning'
import { T } from '#platform/contract'
import type { Needs } from '#platform/service'

export const needs = {
  config: T.Object({
    publicDomain: T.String({
      default: 'statex.localhost',
      pattern: '^[A-Za-z0-9.-]+$',
      description:
        'Domain after the @ of every Message-ID (RFC 5322 §3.6.4). Use one of yours, so that ids are unique.',
    }),
    senderName: T.String({ default: 'StateX', description: 'Who signs the mails.' }),
  }),
  calls: { auth, provisioning },
  database: new URL('./migrations/', import.meta.url),
  adapters: ['mail'],
} satisfies Needs
export type NotificationNeeds = typeof needs
