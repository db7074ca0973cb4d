import { readFileSync } from 'node:fs'
import type { TSchema } from '#platform/contract'
import type { Command } from './commands.ts'

/** What was typed does not fit the command. */
export class UsageError extends Error {}

type Schema = {
  type?: string
  format?: string
  description?: string
  enum?: string[]
  default?: unknown
  minimum?: number
  maximum?: number
  properties?: Record<string, Schema>
  required?: string[]
}
/** One value a command takes: where it goes in the input, and how it is typed. */
export type Option = { path: string[]; name: string; schema: Schema; isRequired: boolean }

const dashed = (property: string) => property.replace(/Ms$/, '').replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)

/** Every property of params, query and body; one that is an object gives an option for each of its own. */
export function optionsOf({ route, places, assume }: Pick<Command, 'route' | 'places' | 'assume'>): Option[] {
  const assumed = Object.keys(assume?.({}) ?? {})
  const of = (schema: Schema | TSchema | undefined, path: string[]): Option[] => {
    const { properties = {}, required = [] } = (schema ?? {}) as Schema
    return Object.entries(properties).flatMap(([property, rule]) => {
      const own = [...path, property]
      if (rule.properties) return of(rule, own)
      const isRequired = path.length === 0 && required.includes(property) && !assumed.includes(property)
      return [{ path: own, name: own.map(dashed).join('-'), schema: rule, isRequired }]
    })
  }
  const all = [route.params, route.query, route.body].flatMap((schema) => of(schema, []))
  const placed = places.map((place) => all.find(({ path }) => path[0] === place)!)
  return [...placed, ...all.filter((option) => !placed.includes(option))]
}

const unitsMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
function durationMs(text: string): number | undefined {
  const [, count, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(text) ?? []
  return count === undefined ? undefined : Number(count) * unitsMs[unit!]!
}
export const isDuration = ({ path }: Option): boolean => path.at(-1)!.endsWith('Ms')
export const isJson = ({ schema }: Option): boolean => schema.type === undefined && schema.enum === undefined

/** The value of what was typed. @throws UsageError */
export function typedValue(option: Option, text: string, now: Date): unknown {
  const { name, schema } = option
  if (isDuration(option)) {
    const ms = durationMs(text)
    if (ms === undefined) throw new UsageError(`--${name} is a time such as 500ms, 30s, 15m, 12h or 7d, not "${text}".`)
    return ms
  }
  if (schema.format === 'date-time') {
    const ms = durationMs(text)
    const at = ms === undefined ? new Date(text) : new Date(now.getTime() - ms)
    if (Number.isNaN(at.getTime()))
      throw new UsageError(
        `--${name} is a time such as 2026-11-21T09:00Z, or how long ago, such as 24h, not "${text}".`,
      )
    return at.toISOString()
  }
  if (schema.type === 'boolean') {
    if (text !== 'true' && text !== 'false') throw new UsageError(`--${name} is true or false, not "${text}".`)
    return text === 'true'
  }
  if (schema.type === 'integer' || schema.type === 'number') {
    if (!/^-?\d+(\.\d+)?$/.test(text)) throw new UsageError(`${name} is a number, not "${text}".`)
    return Number(text)
  }
  return isJson(option) ? jsonOf(name, text) : text
}

/** JSON itself, or that of a file; `-` is the standard input. */
function jsonOf(name: string, text: string): unknown {
  const isInline = /^\s*(["[{]|-?\d|true$|false$|null$)/.test(text)
  try {
    return JSON.parse(isInline ? text : readFileSync(text === '-' ? 0 : text, 'utf8'))
  } catch (error) {
    throw new UsageError(
      `--${name} is JSON, or the name of a file of JSON, or - for standard input: ${(error as Error).message}`,
    )
  }
}

/** Puts a value where it belongs in the input of the route. */
export function put(input: Record<string, any>, [first, ...rest]: string[], value: unknown): void {
  if (rest.length > 0) input[first!] ??= {}
  if (rest.length > 0) put(input[first!], rest, value)
  else input[first!] = value
}
