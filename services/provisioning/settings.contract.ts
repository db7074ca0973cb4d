import { defineRoutes, type Static, T } from '#platform/contract'
import { HostName, TenantState, Url, unknown } from './terms.contract.ts'

const colour = '^#[0-9a-f]{6}$'

export const Branding = T.Object(
  {
    primary: T.Optional(T.String({ pattern: colour, description: 'Of buttons; sRGB as in CSS, such as `#1d4ed8`.' })),
    accent: T.Optional(
      T.String({ pattern: colour, description: 'Of links and of the frame around what has the focus, likewise.' }),
    ),
    logo: T.Optional(
      T.String({
        maxLength: 200_000,
        pattern: '^data:image/(png|jpeg|webp);base64,[A-Za-z0-9+/]+=*$',
        description: 'Picture as a data URL (RFC 2397): PNG, JPEG or WebP, at most 150 kB.',
      }),
    ),
    senderName: T.Optional(
      T.String({
        minLength: 1,
        maxLength: 80,
        pattern: '^[^\\p{Cc}<>"@]+$',
        description: 'Who signs the mails; the name of the organisation when absent.',
      }),
    ),
    replyTo: T.Optional(T.String({ format: 'email', maxLength: 320, description: 'Where answers to mails go.' })),
  },
  { additionalProperties: false },
)
export type Branding = Static<typeof Branding>

/** What an organisation has chosen. What is absent is as the installation has it. */
export const Settings = T.Object(
  {
    name: T.Optional(
      T.String({ minLength: 1, maxLength: 120, pattern: '\\S', description: 'Name of the organisation, for people.' }),
    ),
    country: T.Optional(
      T.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2: whose public holidays count.' }),
    ),
    region: T.Optional(
      T.String({
        pattern: '^[A-Z]{2}-[A-Z0-9]{1,3}$',
        description: 'ISO 3166-2, where holidays differ within the country.',
      }),
    ),
    currency: T.Optional(T.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217 code of all prices. Needs rates.' })),
    rates: T.Optional(
      T.Object(
        {
          minorPerHour: T.Integer({
            minimum: 0,
            maximum: 1_000_000_000,
            description: 'Price of one hour in minor units of the currency.',
          }),
        },
        { additionalProperties: false },
      ),
    ),
    timeZone: T.Optional(
      T.String({
        maxLength: 60,
        examples: ['Europe/Prague'],
        description:
          'IANA time zone: of the days in offers and plans, and of times on the pages. Absent: days in UTC, times in the zone of the reader.',
      }),
    ),
    languages: T.Optional(
      T.Array(T.String({ pattern: '^[a-z]{2}$' }), {
        minItems: 1,
        maxItems: 20,
        description:
          'ISO 639-1, the preferred one first. Who reads another one gets mails and pages in the first of these that there are texts in. Absent: every language there are texts in.',
      }),
    ),
    branding: T.Optional(Branding),
    retentionDays: T.Optional(
      T.Integer({
        minimum: 1,
        maximum: 36_500,
        description: 'Days after its end in which a request is kept; then it is erased, once a day. Absent: for ever.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type Settings = Static<typeof Settings>

const Version = T.Integer({
  minimum: 0,
  description:
    'Grows with every change. Given back with one, it is refused when somebody else changed something since.',
})
/** The settings as whoever changes them sees them. */
export const Chosen = T.Object({ ...Settings.properties, version: Version }, { additionalProperties: false })
export type Chosen = Static<typeof Chosen>

type Change<S> = { [K in keyof S]?: S[K] | null }
/** What is to change (RFC 7396, JSON Merge Patch): what is absent stays, null goes back to what the installation has. */
const SettingsChange = T.Unsafe<Omit<Change<Settings>, 'branding'> & { branding?: Change<Branding> | null }>({
  type: 'object',
  additionalProperties: false,
  properties: {
    ...clearable(Settings.properties),
    branding: {
      anyOf: [
        { type: 'object', additionalProperties: false, properties: clearable(Branding.properties) },
        { type: 'null' },
      ],
    },
  },
})
export type SettingsChange = Static<typeof SettingsChange>
function clearable(properties: Record<string, object>): Record<string, object> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, { anyOf: [schema, { type: 'null' }] }]),
  )
}
const refusals = {
  rates_needed: 422,
  unknown_time_zone: 422,
  region_elsewhere: 422,
  unknown_country: 422,
  unknown_region: 422,
  changed_meanwhile: 409,
} as const

/** The settings as other services see them. */
export const OwnSettings = T.Object({ ...Settings.properties, url: Url })
export type OwnSettings = Static<typeof OwnSettings>

/** What an organisation has chosen, and the host names that lead to it. */
export const settingsRoutes = defineRoutes({
  about: {
    method: 'GET',
    path: '/tenant',
    access: 'public',
    summary: 'The organisation at this address, for its pages: name, state, languages, time zone, branding.',
    reply: T.Object({
      name: T.Optional(T.String()),
      slug: T.Optional(T.String()),
      state: TenantState,
      languages: T.Optional(T.Array(T.String())),
      timeZone: T.Optional(T.String()),
      branding: T.Optional(Branding),
      onPrimary: T.Optional(
        T.String({
          description:
            'Black or white, whichever words on the primary colour can be read better in: by 4.5 or more (WCAG 2.2).',
        }),
      ),
      links: T.Optional(
        T.Object(
          { light: T.String(), dark: T.String() },
          {
            description:
              'The accent as links have it on light and on dark pages: darker or lighter where it could not be read by 4.5 or more (WCAG 2.2).',
          },
        ),
      ),
    }),
  },
  readSettings: {
    method: 'GET',
    path: '/tenant/settings',
    access: { user: 'provisioning.read' },
    summary: 'What the organisation has chosen.',
    reply: Chosen,
  },
  changeSettings: {
    method: 'PUT',
    path: '/tenant/settings',
    access: { user: 'provisioning.write' },
    summary: 'Replaces what the organisation has chosen; what is absent is as the installation has it.',
    body: T.Object({ ...Settings.properties, version: T.Optional(Version) }, { additionalProperties: false }),
    reply: Chosen,
    errors: refusals,
  },
  mergeSettings: {
    method: 'PATCH',
    path: '/tenant/settings',
    access: { user: 'provisioning.write' },
    summary: 'Changes some of what the organisation has chosen, and leaves the rest as it is (RFC 7396).',
    body: T.Object({ change: SettingsChange, version: T.Optional(Version) }, { additionalProperties: false }),
    reply: Chosen,
    errors: refusals,
  },
  settings: {
    method: 'GET',
    path: '/provisioning/settings',
    access: 'service',
    summary:
      'What the organisation of the caller has chosen. What is absent is for the caller’s own configuration to say.',
    reply: OwnSettings,
  },
  addHost: {
    method: 'PUT',
    path: '/tenant/hosts/:host',
    access: 'operator',
    summary: 'Makes a host name lead to the organisation.',
    params: T.Object({ host: HostName }),
    reply: T.Object({ hosts: T.Array(T.String()) }),
    errors: { host_taken: 409, too_many_hosts: 409 },
  },
  removeHost: {
    method: 'DELETE',
    path: '/tenant/hosts/:host',
    access: 'operator',
    summary: 'Takes a host name away from the organisation.',
    params: T.Object({ host: HostName }),
    reply: T.Object({ hosts: T.Array(T.String()) }),
    errors: unknown,
  },
})
