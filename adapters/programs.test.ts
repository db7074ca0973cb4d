import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findProgram, ProgramFailed, runProgram } from './programs.ts'

const limits = { timeoutMs: 20_000, memoryMbMax: 256 }
const shell = (script: string, more = {}) => runProgram('/bin/sh', ['-c', script], { ...limits, ...more })

test('an installed program is found and one that is not there is undefined', () => {
  assert.match(findProgram('sh')!, /\/sh$/)
  assert.equal(findProgram('statex-no-such-program'), undefined)
})

test('a program gives its standard output and sees no environment but the one given', async () => {
  assert.equal((await runProgram('/bin/sh', ['-c', 'echo "$A-$HOME"'], limits, { A: 'one' })).toString(), 'one-\n')
})

test('a program that fails ends in its own last words and its exit code', async () => {
  await assert.rejects(shell('echo no such page >&2; exit 3'), (error) => {
    assert.ok(error instanceof ProgramFailed)
    return error.message === 'no such page' && error.code === 3
  })
})

test('a program that takes too long is killed', async () => {
  await assert.rejects(shell('exec sleep 600', { timeoutMs: 50 }), /took longer than 50 ms/)
})

test('a program that says too much is killed', async () => {
  await assert.rejects(shell('exec yes', { outputBytesMax: 1_000 }), /wrote more than 1000 bytes/)
})

test('a cancel ends the program with the reason of the signal', async () => {
  const abort = new AbortController()
  const running = shell('exec sleep 600', { signal: abort.signal })
  abort.abort(new Error('the customer cancelled'))
  await assert.rejects(running, /the customer cancelled/)
})

// Elsewhere than on Linux the kernel knows no such bound.
if (process.platform === 'linux')
  test('memory over the bound is refused by the kernel', async () => {
    const grab = `${process.execPath} -e "Buffer.alloc(900_000_000, 1)"`
    await assert.rejects(shell(`exec ${grab}`, { memoryMbMax: 700 }), ProgramFailed)
  })
