import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testOcr } from './conformance.ts'
import { hasTesseractWasm, tesseractWasm } from './tesseract-wasm.ts'

testOcr('WebAssembly', tesseractWasm)

test('WebAssembly: both optional packages are found where npm put them', () => {
  assert.equal(hasTesseractWasm(), true)
})
