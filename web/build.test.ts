import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { sourceHash } from './build.ts'

test('the hash changes with sources and dependencies, not with tests or the build itself', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'statex-web-'))
  t.after(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'web/parts'), { recursive: true })
  await mkdir(join(folder, 'web/dist'))
  const write = (path: string, text: string) => writeFile(join(folder, path), text)
  await write('package-lock.json', '{}')
  await write('web/main.tsx', 'one')
  const first = await sourceHash(folder)
  assert.equal(await sourceHash(folder), first)

  await write('web/dist/main.js', 'built')
  await write('web/main.test.ts', 'test')
  assert.equal(await sourceHash(folder), first, 'build output and tests do not count')

  await write('web/parts/new.tsx', '')
  const second = await sourceHash(folder)
  assert.notEqual(second, first, 'a new source counts')
  await write('package-lock.json', '{"a":1}')
  assert.notEqual(await sourceHash(folder), second, 'a dependency counts')
})
