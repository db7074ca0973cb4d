// Runs inside the child process that `sandbox.ts` starts; never imported by the server itself.
/** `isAhead`: nobody waits for an answer, and a call may come at any time. `isTimed`: the parent wants to know when the function begins. */
export type Order = { exportName: string; input: unknown; isAhead?: boolean; isTimed?: boolean }
/** Said when the module is loaded and its function is about to run. */
export type Begun = { begun: true }
/** Something said before the answer. */
export type Report = { report: unknown }
/** `ranMs`: wall time of the function; 0 when it never began. */
export type Answer = { cpuMs: number; rssMb: number; ranMs: number } & (
  | { ok: true; value: unknown }
  | { ok: false; name: string; message: string; code?: string; stack?: string }
)

const module = process.argv[2]

/** When the function of the call began. */
let begunAt: number | undefined

/** What the child has used since it started, so that the parent can replace it before its limits hit an innocent call; and the time of this call. */
function used(): { cpuMs: number; rssMb: number; ranMs: number } {
  const cpu = process.cpuUsage()
  const ranMs = begunAt === undefined ? 0 : performance.now() - begunAt
  return { cpuMs: (cpu.user + cpu.system) / 1_000, rssMb: process.memoryUsage.rss() / 1_048_576, ranMs }
}

function refusal(thrown: unknown): Answer {
  if (!(thrown instanceof Error)) return { ok: false, name: 'Error', message: String(thrown), ...used() }
  const name = thrown.name === 'Error' ? thrown.constructor.name : thrown.name
  const code = (thrown as { code?: unknown }).code
  return {
    ok: false,
    name,
    message: thrown.message,
    ...(typeof code === 'string' && { code }),
    ...(thrown.stack && { stack: thrown.stack }),
    ...used(),
  }
}

function send(said: Answer | Begun | Report): void {
  process.send?.(said)
}

async function find(exportName: string): Promise<(...given: unknown[]) => unknown> {
  const run = (await import(module ?? ''))[exportName]
  if (typeof run !== 'function') throw new TypeError(`${module} exports no function ${exportName}`)
  return run
}

let hasCall = false

/** What goes wrong here goes wrong again in the call, which has somebody to tell. */
async function prepare(exportName: string): Promise<void> {
  try {
    await (await find(exportName))(() => hasCall)
  } catch {}
}

process.on('message', async ({ exportName, input, isAhead, isTimed }: Order) => {
  if (isAhead) return prepare(exportName)
  hasCall = true
  begunAt = undefined
  try {
    const run = await find(exportName)
    if (isTimed) send({ begun: true })
    begunAt = performance.now()
    send({ ok: true, value: await run(input, (said: unknown) => send({ report: said })), ...used() })
  } catch (thrown) {
    send(refusal(thrown))
  }
})
// The parent is gone: nobody wants the answer any more.
process.on('disconnect', () => process.exit())
