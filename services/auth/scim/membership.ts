import type { Operation } from './draft.ts'
import { ScimError } from './error.ts'

/** Who goes into a group, out of it, or is all that is left in it. A removal without names is one of everybody. */
export type Change = { kind: 'add' | 'replace'; members: string[] } | { kind: 'remove'; members?: string[] }

/** Ids of users, as a group lists its members. */
export function membersIn(value: unknown): string[] {
  const entries = Array.isArray(value) ? value : [value]
  return entries.map((entry) => {
    const id = typeof entry === 'object' && entry !== null ? (entry as { value?: unknown }).value : entry
    if (typeof id !== 'string')
      throw new ScimError(400, 'A member has the id of a user as its "value".', 'invalidValue')
    return id
  })
}

/**
 * The changes of members that a PATCH of a group asks for: `members` with a value, `members[value eq "…"]`, and without a path, as Okta and Entra ID send
 * them. `onName` hears of a displayName.
 */
export function memberChanges(operations: readonly Operation[], onName: (name: unknown) => void): Change[] {
  return operations.flatMap(({ op, path, value }): Change[] => {
    const kind = op.toLowerCase()
    if (kind !== 'add' && kind !== 'replace' && kind !== 'remove')
      throw new ScimError(400, `"${op}" is no operation.`, 'invalidSyntax')
    if (path === undefined) {
      const { displayName, members } = (typeof value === 'object' && value !== null ? value : {}) as Record<
        string,
        unknown
      >
      if (displayName !== undefined) onName(displayName)
      if (kind === 'remove') throw new ScimError(400, 'A removal names what it removes.', 'noTarget')
      return members === undefined ? [] : [{ kind, members: membersIn(members) }]
    }
    const name = path.replace(/^urn:ietf:params:scim:schemas:core:2\.0:Group:/i, '').toLowerCase()
    if (name === 'displayname') {
      onName(value)
      return []
    }
    const one = /^members\[\s*value\s+eq\s+"([^"]*)"\s*\]$/i.exec(path)?.[1]
    if (one !== undefined && kind === 'remove') return [{ kind, members: [one] }]
    if (name === 'externalid') return []
    if (name !== 'members') throw new ScimError(400, `A group has no "${path}".`, 'invalidPath')
    if (kind === 'remove') return [{ kind, ...(value !== undefined && { members: membersIn(value) }) }]
    return [{ kind, members: membersIn(value ?? []) }]
  })
}
