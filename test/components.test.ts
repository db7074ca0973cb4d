// The list of all components, which is package-lock.json, and the times that SECURITY.md gives.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { root } from './tree.ts'

const read = (path: string) => readFileSync(join(root, path), 'utf8')
type Locked = {
  version?: string
  integrity?: string
  license?: string
  resolved?: string
  link?: boolean
  inBundle?: boolean
}

test('Every component stands in package-lock.json with version and hash, and comes from the registry.', () => {
  const { packages, lockfileVersion } = JSON.parse(read('package-lock.json'))
  assert.equal(lockfileVersion, 3)
  const { '': own, ...components } = packages as Record<string, Locked & { dependencies?: Record<string, string> }>
  assert.deepEqual(own!.dependencies, JSON.parse(read('package.json')).dependencies)
  assert.ok(Object.keys(components).length > 500)
  for (const [path, { version = '', integrity = '', resolved, link, inBundle }] of Object.entries(components)) {
    assert.match(path, /^node_modules\//)
    assert.match(version, /^\d+\.\d+\.\d+/, path)
    // What lies in the archive of another one is covered by the hash of that.
    if (!inBundle) assert.match(integrity, /^sha512-[\w+/]{86}==$/, path)
    assert.ok(!link && resolved === undefined, `${path} is taken from somewhere of its own`)
  }
})

test('SECURITY.md says within how many days a weakness is mended and a library renewed.', () => {
  const text = read('SECURITY.md')
  const section = text.slice(text.indexOf('## Within which time'), text.indexOf('## What is defended now'))
  const days = [...section.matchAll(/^\| [^|]+ \| (\d+) days \|/gm)].map(([, n]) => Number(n))
  assert.ok(days.length >= 4, section)
  assert.deepEqual(
    days,
    days.toSorted((a, b) => a - b),
    'what is worse is mended sooner',
  )
})
