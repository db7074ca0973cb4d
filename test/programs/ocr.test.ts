// The ring of programs that an operator may install: here they must be installed, and a missing one fails.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testOcr } from '#adapters/ocr/conformance'
import { installedOcr } from '#adapters/ocr/installed'
import { tesseractProgram } from '#adapters/ocr/tesseract-program'
import { findProgram } from '#adapters/programs'
import { silent } from '#platform/testing'

const program = () => tesseractProgram(findProgram('tesseract') ?? assert.fail('apt-get install tesseract-ocr'))

testOcr('tesseract', program)

test('the program is preferred to WebAssembly', async () => {
  const engine = await installedOcr(silent).engine()
  assert.equal(engine?.method, (await program()).method)
})
