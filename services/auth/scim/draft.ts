import { ScimError } from './error.ts'
import { nameOf } from './filter.ts'

/** What is kept of a person of a directory. */
export type Draft = {
  userName?: string
  externalId?: string
  displayName?: string
  givenName?: string
  familyName?: string
  address?: string
  isActive: boolean
}
export type Operation = { op: string; path?: string; value?: unknown }

const bytesMax = 320

/** A whole resource, as POST and PUT send it. What it does not name is not kept. */
export function draftOf(resource: Record<string, unknown>): Draft {
  const draft: Draft = { isActive: true }
  for (const [name, value] of Object.entries(resource)) put(draft, name, value)
  return draft
}

/** Carries out the operations of a PATCH, in the forms of the standard and in those that Okta and Entra ID send. */
export function patched(before: Draft, operations: readonly Operation[]): Draft {
  const draft = { ...before }
  for (const { op, path, value } of operations) {
    const kind = op.toLowerCase()
    if (!['add', 'replace', 'remove'].includes(kind))
      throw new ScimError(400, `"${op}" is no operation.`, 'invalidSyntax')
    if (path !== undefined) put(draft, path, kind === 'remove' ? undefined : value)
    else if (kind === 'remove') throw new ScimError(400, 'A removal names what it removes.', 'noTarget')
    else for (const [name, inner] of Object.entries(objectOf(value))) put(draft, name, inner)
  }
  return draft
}

/** Puts one attribute, by its name or a path to a part of it. Attributes that we do not keep are ignored, as RFC 7644 (3.3) allows. */
function put(draft: Draft, path: string, value: unknown): void {
  const [name, part] = partsOf(path)
  if (name === 'username') draft.userName = textOf(path, value)
  else if (name === 'externalid') draft.externalId = textOf(path, value)
  else if (name === 'displayname') draft.displayName = textOf(path, value)
  else if (name === 'active') draft.isActive = value === undefined || booleanOf(path, value)
  else if (name === 'name' && part) putName(draft, part, value)
  else if (name === 'name') {
    for (const own of ['givenname', 'familyname']) putName(draft, own, undefined)
    for (const [inner, own] of Object.entries(value === undefined ? {} : objectOf(value))) putName(draft, inner, own)
  } else if (name === 'emails') putAddress(draft, part, value)
}

/** `name.givenName` → name, givenname; `emails[type eq "work"].value` → emails, value. Of several addresses we keep one. */
function partsOf(path: string): [name: string, part?: string] {
  const [, start = '', rest = ''] = /^([^[]*)(?:\[[^\]]*\](.*))?$/.exec(path.trim()) ?? []
  if (!/^[\w$:.-]+$/.test(start)) throw new ScimError(400, `"${path}" is no path.`, 'invalidPath')
  const [name = '', ...parts] = nameOf(start).split('.')
  return [name, rest.replace(/^\./, '').toLowerCase() || parts.join('.') || undefined]
}

function putName(draft: Draft, part: string, value: unknown): void {
  const name = part.toLowerCase()
  if (name === 'givenname') draft.givenName = textOf(part, value)
  else if (name === 'familyname') draft.familyName = textOf(part, value)
  // It is made of the others where there are any.
  else if (name === 'formatted' && !draft.displayName) draft.displayName = textOf(part, value)
}

function putAddress(draft: Draft, part: string | undefined, value: unknown): void {
  if (part && part !== 'value') return
  const entries = Array.isArray(value) ? value : [value]
  const objects = entries.map(
    (entry): Record<string, unknown> =>
      typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>) : { value: entry },
  )
  const chosen =
    objects.find((entry) => entry.primary !== undefined && booleanOf('primary', entry.primary)) ?? objects[0]
  draft.address = textOf('emails', chosen?.value)?.toLowerCase()
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ScimError(400, 'The value is an object with names of attributes.', 'invalidValue')
  return value as Record<string, unknown>
}

function textOf(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string' || value.length > bytesMax)
    throw new ScimError(400, `"${name}" is a text of at most ${bytesMax} characters.`, 'invalidValue')
  return value.trim() || undefined
}

/** Entra ID sends booleans as "True" and "False". */
function booleanOf(name: string, value: unknown): boolean {
  const text = String(value).toLowerCase()
  if (text !== 'true' && text !== 'false') throw new ScimError(400, `"${name}" is true or false.`, 'invalidValue')
  return text === 'true'
}
