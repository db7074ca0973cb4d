import { defineRoutes, type Static, T } from '#platform/contract'
import { HostName, TenantState, Url, unknown } from './terms.contract.ts'

const Colour = T.String({ pattern: '^#[0-9a-f]{6}$', description: 'sRGB as in CSS, such as `#1d4ed8`.' })

export const Branding = T.Object(
  {
    primary: T.Optional(Colour),
    accent: T.Optional(Colour),
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
        description: 'IANA time zone. Kept and told; nothing uses it yet.',
      }),
    ),
    languages: T.Optional(
      T.Array(T.String({ pattern: '^[a-z]{2}$' }), {
        minItems: 1,
        maxItems: 20,
        description: 'ISO 639-1, the preferred one first. Kept and told; nothing uses it yet.',
      }),
    ),
    branding: T.Optional(Branding),
    retentionDays: T.Optional(
      T.Integer({
        minimum: 1,
        maximum: 36_500,
        description: 'How long finished requests are to be kept. Kept and told; nothing uses it yet.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type Settings = Static<typeof Settings>

/** The settings as other services see them. */
export const OwnSettings = T.Object({ ...Settings.properties, url: Url })
export type OwnSettings = Static<typeof OwnSettings>

/** What an organisation has chosen, and the host names that lead to it. */
export const settingsRoutes = defineRoutes({
  about: {
    method: 'GET',
    path: '/tenant',
    access: 'public',
    summary: 'The organisation at this address, for its pages: name, state, languages, branding.',
    reply: T.Object({
      name: T.Optional(T.String()),
      slug: T.Optional(T.String()),
      state: TenantState,
      languages: T.Optional(T.Array(T.String())),
      branding: T.Optional(Branding),
    }),
  },
  readSettings: {
    method: 'GET',
    path: '/tenant/settings',
    access: { user: 'provisioning.read' },
    summary: 'What the organisation has chosen.',
    reply: Settings,
  },
  changeSettings: {
    method: 'PUT',
    path: '/tenant/settings',
    access: { user: 'provisioning.write' },
    summary: 'Replaces what the organisation has chosen; what is absent is as the installation has it.',
    body: Settings,
    reply: Settings,
    errors: { rates_needed: 422, unknown_time_zone: 422, region_elsewhere: 422 },
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
