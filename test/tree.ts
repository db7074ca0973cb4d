// Reads the repository as text, for the tests that judge its shape.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** One source file; `code` is its text without comments, `imports` every module it names. */
export type Source = { path: string; text: string; code: string; imports: string[]; isTest: boolean }

const folders = '{platform,engine,adapters,services,cli,web,test,bench,docs,examples}'
const isOurs = (path: string) => !/(^|\/)(node_modules|dist)(\/|$)/.test(path)

/** Paths of all files below the folders of the tree, and at the root, with one of the endings. */
export const filesEnding = (...endings: string[]): string[] =>
  globSync([`${folders}/**/*`, '*'], { cwd: root, exclude: (path) => !isOurs(path) })
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .sort()

/** TypeScript and JavaScript that Node or the browser runs. */
export const sources = (): Source[] =>
  filesEnding('.ts', '.tsx', '.mjs').map((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    const code = withoutComments(text)
    return { path, text, code, imports: importsOf(code), isTest: isTestFile(path) }
  })

/** Tests, and what only tests load: samples, fixtures, conformance suites, processes they start. */
const isTestFile = (path: string) =>
  /\.test\.ts$|\.test-support\.ts$|(^|\/)(conformance|testing)\.ts$|^engine\/testing\/|^(test|bench)\//.test(path)

// A line that starts with //, /* or * is a comment; the formatter leaves no other shape except behind code, where only // after a space is cut.
const withoutComments = (text: string): string =>
  text
    .replace(/^[ \t]*\/\*[\s\S]*?\*\//gm, '')
    .replace(/^[ \t]*\/\/.*$/gm, '')
    .replace(/\s\/\/ [^'"`]*$/gm, '')

function importsOf(code: string): string[] {
  const found = [
    ...code.matchAll(/^\s*(?:import|export)\s(?:[^'"]*?\sfrom\s)?'([^']+)'/gm),
    ...code.matchAll(/^\s*import\s*'([^']+)'/gm),
    ...code.matchAll(/\bimport\(\s*'([^']+)'/g),
  ]
  return [...new Set(found.map((match) => match[1]!))]
}

/**
 * Where an import leads: a path below the root for our own modules (`services/asr/contract.ts`), `npm:<package>` or `node:<module>` for the rest.
 */
export function target(from: string, specifier: string): string {
  const alias = /^#(platform|engine|adapters|contracts)\/(.+)$/.exec(specifier)
  if (alias) return alias[1] === 'contracts' ? `services/${alias[2]}/contract.ts` : `${alias[1]}/${alias[2]}.ts`
  if (specifier.startsWith('.')) return relative(root, join(root, dirname(from), specifier))
  if (specifier.startsWith('node:')) return specifier
  const parts = specifier.split('/')
  return `npm:${parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')}`
}

/** The root's child a path belongs to; `.` for files at the root. */
export const roomOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '.')
