type Json = { [key: string]: unknown }
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A JSON Merge Patch applied (RFC 7396): null removes, objects merge, all else replaces. An object that has nothing left goes, too. */
export function merged<T extends object>(target: T, patch: object): T {
  const result = { ...target } as Json
  for (const [key, value] of Object.entries(patch)) {
    const before = result[key]
    const next = isObject(value) ? merged(isObject(before) ? before : {}, value) : value
    if (next === null || (isObject(next) && Object.keys(next).length === 0)) delete result[key]
    else result[key] = next
  }
  return result as T
}
