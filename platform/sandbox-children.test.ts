import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { expectCall, runInSandbox, SandboxCrashed, SandboxOutOfMemory, SandboxTimeout } from './sandbox.ts'
import { eventually } from './testing.ts'

const moduleOf = (code: string) => new URL(`data:text/javascript,${encodeURIComponent(code)}`)
const code = `
  let prepared = 0
  let calls = 0
  export const prepare = () => { prepared++ }
  export const look = () => ({ pid: process.pid, prepared, calls: ++calls })
  export const loop = () => { for (;;); }
  export const die = () => process.exit(3)
  export const hogHeap = () => { const all = []; for (;;) all.push({ one: [1, 2, 3] }) }
  export const hogBuffers = () => { const all = []; for (;;) all.push(Buffer.alloc(1_000_000, 1)) }
  export const bounds = () => process.getBuiltinModule('node:fs').readFileSync('/proc/self/limits', 'utf8')
`
const toys = moduleOf(code)
const limits = { timeoutMs: 20_000, memoryMbMax: 160 }
const alone = { ...limits, once: { prepare: 'prepare' } }
type Look = { pid: number; prepared: number; calls: number }
/** The next child is started only when whoever waits for the answer has it. */
async function thenNext<T>(call: Promise<T>): Promise<T> {
  const answer = await call
  await new Promise(setImmediate)
  return answer
}
const look = (more: object = alone, module = toys) =>
  thenNext(runInSandbox<null, Look>(module, 'look', null, { ...limits, ...more }))

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
/** Waits without timers, which may be mocked. */
async function ended(pids: number[], count: number): Promise<void> {
  const gone = () => pids.filter((pid) => !isAlive(pid)).length
  for (const until = performance.now() + 5_000; gone() < count && performance.now() < until; )
    await new Promise(setImmediate)
  assert.equal(gone(), count)
}
/** Children of this process that run a module with `mark` in its code. */
const childrenWith = (mark: string): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        const parent = /PPid:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
        return Number(parent) === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mark)
      } catch {
        return false
      }
    })

test('a call that wants a child to itself gets one that was prepared ahead and has run nothing, and nobody gets it after', async () => {
  const seen = [await look(), await look(), await look()]
  assert.deepEqual(
    seen.map(({ prepared, calls }) => ({ prepared, calls })),
    [
      { prepared: 0, calls: 1 },
      { prepared: 1, calls: 1 },
      { prepared: 1, calls: 1 },
    ],
  )
  assert.equal(new Set(seen.map(({ pid }) => pid)).size, 3)
  for (const { pid } of seen) await eventually('a used child to end', async () => !isAlive(pid), 5_000)
  assert.equal((await look(limits)).prepared, 0, 'another kind of call does not take the one that waits')
  assert.deepEqual((({ prepared, calls }) => ({ prepared, calls }))(await look()), { prepared: 1, calls: 1 })
})

test('calls at once get a child each', async () => {
  const seen = await Promise.all(Array.from({ length: 5 }, () => look()))
  assert.equal(new Set(seen.map(({ pid }) => pid)).size, 5)
  assert.deepEqual([...new Set(seen.map(({ calls }) => calls))], [1])
})

test('memory, time and crashes end a child that was started ahead like any other, and the next call is well', async () => {
  await look()
  const hostile = (name: string, more: object = {}) => runInSandbox(toys, name, null, { ...alone, ...more })
  await assert.rejects(hostile('hogBuffers'), SandboxOutOfMemory)
  await assert.rejects(hostile('hogHeap'), SandboxOutOfMemory)
  await assert.rejects(hostile('loop', { timeoutMs: 300 }), SandboxTimeout)
  await assert.rejects(hostile('die'), SandboxCrashed)
  assert.equal((await look()).calls, 1)
})

if (process.platform === 'linux') {
  test('the kernel bounds a child that was started ahead as it bounds one that was not', async () => {
    const module = moduleOf(`${code}//bounds`)
    const boundsOf = () => thenNext(runInSandbox<null, string>(module, 'bounds', null, alone))
    const [cold, ahead] = [await boundsOf(), await boundsOf()]
    assert.match(cold, /Max data size\s+838860800 /)
    assert.equal(ahead, cold)
  })

  test('a call that is expected finds one child prepared, however often it was announced', async () => {
    for (const kind of [alone, limits]) {
      const module = moduleOf(`${code}//expected ${kind === alone}`)
      const children = () => childrenWith(`expected%20${kind === alone}`)
      expectCall(module, 'prepare', kind)
      expectCall(module, 'prepare', kind)
      await eventually('a child', () => children().length > 0)
      assert.equal(children().length, 1)
      const [expected] = children()
      const { pid, prepared, calls } = await look(kind, module)
      assert.deepEqual({ pid, prepared, calls }, { pid: expected, prepared: 1, calls: 1 })
    }
  })

  test('a child that was started ahead ends when no call comes for two minutes', async (t) => {
    const module = moduleOf(`${code}//waits-in-vain`)
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const { pid: used } = await look(alone, module)
    const others = () => childrenWith('waits-in-vain').filter((pid) => pid !== used)
    // A process tells nothing of its arguments at the instant in which its shell becomes Node.js.
    while (others().length === 0) await new Promise(setImmediate)
    const [waiting = 0, ...more] = others()
    assert.deepEqual(more, [])
    t.mock.timers.tick(119_000)
    assert.ok(isAlive(waiting))
    t.mock.timers.tick(2_000)
    t.mock.timers.reset()
    await eventually('it to end', async () => !isAlive(waiting), 5_000)
    assert.equal((await look(alone, module)).prepared, 0)
  })
}

test('of children that may rest for minutes one does, and the others end after ten seconds', async (t) => {
  const kept = { idleMs: 120_000, memoryMbMax: 161 }
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const pids = (await Promise.all([look(kept), look(kept)])).map(({ pid }) => pid)
  t.mock.timers.tick(11_000)
  await ended(pids, 1)
  t.mock.timers.tick(110_000)
  await ended(pids, 2)
})

test('preparing stops when the call comes, and what goes wrong in it harms no call', async () => {
  const patient = moduleOf(`
    const turn = () => new Promise((resolve) => setImmediate(resolve))
    let end = 'never began'
    export const prepare = async (hasCall) => { end = 'waits'; while (!hasCall()) await turn(); end = 'made way' }
    export const look = async () => { await turn(); await turn(); return end }`)
  const ask = (module: URL) => thenNext(runInSandbox(module, 'look', null, { ...alone, timeoutMs: 20_000 }))
  assert.equal(await ask(patient), 'never began')
  assert.equal(await ask(patient), 'made way')
  const failing = moduleOf(`
    export const prepare = () => { throw new Error('no') }
    export const look = () => 'well'`)
  assert.equal(await ask(failing), 'well')
  assert.equal(await ask(failing), 'well')
})

test('a child serves one owner only', async () => {
  const a = await look({ owner: 'a', isHeavy: true })
  const again = await look({ owner: 'a', isHeavy: true })
  assert.deepEqual([again.pid, again.calls], [a.pid, 2])
  const b = await look({ owner: 'b', isHeavy: true })
  assert.notEqual(b.pid, a.pid)
  assert.equal(b.calls, 1)
  // Heavy from the start, since one that is sent back for being slow is not used again.
  const nobody = await look({ isHeavy: true })
  assert.ok(![a.pid, b.pid].includes(nobody.pid))
})

test('a child that was started ahead does not keep the process alive', async () => {
  const script = `
    import { runInSandbox } from ${JSON.stringify(new URL('./sandbox.ts', import.meta.url).href)}
    const started = performance.now()
    const module = new URL('data:text/javascript,export const one = () => 1; export const prepare = () => {}')
    await runInSandbox(module, 'one', null, { timeoutMs: 20000, memoryMbMax: 160, once: { prepare: 'prepare' } })
    process.on('exit', () => console.log(performance.now() - started < 60000 ? 'ended early' : 'was held'))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  assert.equal(stdout.trim(), 'ended early')
})
