import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { runInSandbox, SandboxCrashed, SandboxOutOfMemory, SandboxTimeout } from './sandbox.ts'

/** A module in a data: URL, so that each test has one of its own and no fixture file lies about. */
const moduleOf = (code: string) => new URL(`data:text/javascript,${encodeURIComponent(code)}`)
const toys = moduleOf(`
  let calls = 0
  export const count = () => ({ pid: process.pid, calls: ++calls })
  export const echo = (value) => value
  export const loop = () => { for (;;); }
  export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  export const hogHeap = () => { const all = []; for (;;) all.push({ one: [1, 2, 3] }) }
  export const hogBuffers = () => { const all = []; for (;;) all.push(Buffer.alloc(1_000_000, 1)) }
  export const refuse = () => { throw Object.assign(new RangeError('page 7 is damaged'), { code: 'EDAMAGED' }) }
  export const die = () => process.exit(3)
  export const tell = async (ends, report) => { report('one'); report({ two: 2 }); if (ends) return 'done'; for (;;) await new Promise((resolve) => setTimeout(resolve, 10)) }
  export const env = () => Object.keys(process.env).filter((name) => !name.startsWith('NODE_CHANNEL'))
  export const write = async () => (await import('node:fs')).writeFileSync('/tmp/sandbox-must-not-write', 'x')
`)
const limits = { timeoutMs: 20_000, memoryMbMax: 160 }
const run = (name: string, input: unknown = null, more: object = {}) =>
  runInSandbox<unknown, unknown>(toys, name, input, { ...limits, ...more })

const count = () => run('count') as Promise<{ pid: number; calls: number }>
const peakOf = (pid: number) => {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024
  } catch {
    return 0
  }
}

test('input and result are structured clones', async () => {
  const value = { when: new Date(0), bytes: new Uint8Array([1, 2]), map: new Map([['a', 1]]) }
  assert.deepEqual(await run('echo', value), value)
})

test('a second call reuses the idle child', async () => {
  const first = await count()
  const second = await count()
  assert.equal(second.pid, first.pid)
  assert.equal(second.calls, first.calls + 1)
  assert.notEqual(first.pid, process.pid)
})

test('calls of one tenant that never end hold up no call of another, small or big', async () => {
  const stop = new AbortController()
  const ended: string[] = []
  const hostile = Array.from({ length: 8 }, (_, at) =>
    run('wait', 1_000_000, { signal: stop.signal, isHeavy: at % 2 === 0, party: ['ten_a', `req_${at}`] }).catch(() =>
      ended.push(`a${at}`),
    ),
  )
  assert.equal(await run('echo', 'small', { party: ['ten_b', 'req_1'] }), 'small')
  assert.equal(await run('echo', 'big', { isHeavy: true, party: ['ten_b', 'req_1'] }), 'big')
  assert.deepEqual(ended, [])
  stop.abort(new Error('enough'))
  await Promise.all(hostile)
})

test('an endless loop is killed, and the next call gets a fresh child', async () => {
  const before = await count()
  await assert.rejects(run('loop', null, { timeoutMs: 300 }), SandboxTimeout)
  const after = await count()
  assert.notEqual(after.pid, before.pid)
  assert.equal(after.calls, 1)
})

test('a hog of V8 heap is killed without harm to this process', async () => {
  await assert.rejects(run('hogHeap'), SandboxOutOfMemory)
})

test('a hog of Buffers, which live outside the V8 heap, is killed too', async () => {
  await assert.rejects(run('hogBuffers'), SandboxOutOfMemory)
  assert.equal((await count()).calls, 1)
})

if (process.platform === 'linux') {
  test('the kernel bounds memory even while this process is too busy to watch', async () => {
    const hogging = moduleOf(`
      export const pid = () => process.pid
      export const hog = () => { const all = []; for (;;) all.push(new Uint8Array(20_000_000).fill(1)) }
    `)
    const tight = { timeoutMs: 20_000, memoryMbMax: 150 }
    const pid = await runInSandbox<null, number>(hogging, 'pid', null, tight)
    const outcome = assert.rejects(runInSandbox(hogging, 'hog', null, tight), SandboxOutOfMemory)
    await Promise.resolve()
    // The order is on its way; from here on this process is busy and its watch does not run.
    let peakMb = 0
    for (const until = Date.now() + 1_500; Date.now() < until; ) peakMb = Math.max(peakMb, peakOf(pid))
    await outcome
    assert.ok(peakMb > 150, `the hog reached ${peakMb} MB only`)
    assert.ok(peakMb < 640 + 150, `the hog reached ${peakMb} MB`)
  })
}

test('an error keeps its name, message and code, and the child lives on', async () => {
  const before = await count()
  await assert.rejects(run('refuse'), { name: 'RangeError', message: 'page 7 is damaged', code: 'EDAMAGED' })
  assert.equal((await count()).pid, before.pid)
})

test('an unknown export is a clear error', async () => {
  await assert.rejects(run('nothing'), /exports no function nothing/)
})

test('a child that ends by itself is reported as crashed', async () => {
  await assert.rejects(run('die'), SandboxCrashed)
})

test('abort stops a running call with the reason of the signal', async () => {
  const controller = new AbortController()
  const call = run('loop', null, { signal: controller.signal })
  setTimeout(() => controller.abort(new Error('the customer cancelled')), 100)
  await assert.rejects(call, /the customer cancelled/)
  await assert.rejects(run('echo', 1, { signal: controller.signal }), /the customer cancelled/)
})

test('what a call reports is heard in order before its answer, and also when it never answers', async () => {
  for (const ends of [true, false]) {
    const heard: unknown[] = []
    const controller = new AbortController()
    const onReport = (said: unknown) => {
      heard.push(said)
      if (heard.length === 2 && !ends) controller.abort(new Error('heard enough'))
    }
    const call = run('tell', ends, { onReport, signal: controller.signal })
    if (ends) assert.equal(await call, 'done')
    else await assert.rejects(call, /heard enough/)
    assert.deepEqual(heard, ['one', { two: 2 }])
  }
})

test('more than two calls wait in order, and a waiting one can be aborted', async () => {
  const controller = new AbortController()
  const order: number[] = []
  const calls = [1, 2, 3, 4].map((n) => run('wait', 60).then(() => order.push(n)))
  const dropped = run('echo', 'never', { signal: controller.signal })
  controller.abort(new Error('no longer wanted'))
  await assert.rejects(dropped, /no longer wanted/)
  assert.equal(order.length, 0)
  await Promise.all(calls)
  // How long a child takes to start is nobody's promise; who had to wait for whom is.
  assert.ok(order[0]! <= 2, `the third call entered only after one of the first two had ended: ${order}`)
  assert.ok(order.indexOf(4) >= 2, `the fourth call entered only after two others had ended: ${order}`)
})

test('what loads slowly is kept for the next call; what works long goes to the background, and its child with it', async () => {
  const slowToLoad = moduleOf(`
    const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1_000 }
    const burn = (toMs) => { while (used() < toMs) for (let n = 0; n < 1e6; n++); }
    burn(1_700)
    export const pid = () => process.pid
    export const work = () => { burn(used() + 3_500); return process.pid }
  `)
  const call = (name: string) => runInSandbox(slowToLoad, name, null, { ...limits, timeoutMs: 60_000 })
  const cold = await call('pid')
  assert.equal(await call('pid'), cold)
  assert.equal(await call('work'), cold)
  assert.notEqual(await call('pid'), cold)
})

test('the child has no environment and may not write files', async () => {
  // The shell that sets the limits adds names of its own, never a value of ours.
  const own = ['PWD', 'OLDPWD', 'SHLVL', '_', '__CF_USER_TEXT_ENCODING']
  assert.deepEqual(
    ((await run('env')) as string[]).filter((name) => !own.includes(name)),
    [],
  )
  await assert.rejects(run('write'), { code: 'ERR_ACCESS_DENIED' })
})

test('native code is refused, unless the call asks for it', async () => {
  const addon = moduleOf(`
    const load = process.getBuiltinModule('node:module').createRequire(${JSON.stringify(import.meta.url)})
    export const libvips = () => load('sharp').versions.vips
  `)
  await assert.rejects(runInSandbox(addon, 'libvips', null, limits), /addon|ERR_DLOPEN_DISABLED/)
  const version = await runInSandbox<null, string>(addon, 'libvips', null, { ...limits, mayLoadAddons: true })
  assert.match(version, /^\d+\./)
})

test('an idle child does not keep the process alive', async () => {
  const code = `
    import { runInSandbox } from ${JSON.stringify(new URL('./sandbox.ts', import.meta.url).href)}
    const started = performance.now()
    await runInSandbox(new URL('data:text/javascript,export const one = () => 1'), 'one', null, { timeoutMs: 20000, memoryMbMax: 160 })
    process.on('exit', () => console.log(performance.now() - started < 9000 ? 'ended early' : 'was held'))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code])
  assert.equal(stdout.trim(), 'ended early')
})
