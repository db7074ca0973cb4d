// Runs inside the child process that `sandbox.ts` starts; never imported by the server itself.
/** `isAhead`: nobody waits for an answer, and a call may come at any time. */
export type Order = { exportName: string; input: unknown; isAhead?: boolean }
/** Something said before the answer. */
export type Report = { report: unknown }
export type Answer = { cpuMs: number; rssMb: number } & (
  | { ok: true; value: unknown }
  | { ok: false; name: string; message: string; code?: string; stack?: string }
)

const module = process.argv[2]

/** What the child has used since it started, so that the parent can replace it before its limits hit an innocent call. */
function used(): { cpuMs: number; rssMb: number } {
  const cpu = process.cpuUsage()
  return { cpuMs: (cpu.user + cpu.system) / 1_000, rssMb: process.memoryUsage.rss() / 1_048_576 }
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

function send(said: Answer | Report): void {
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

process.on('message', async ({ exportName, input, isAhead }: Order) => {
  if (isAhead) return prepare(exportName)
  hasCall = true
  try {
    const run = await find(exportName)
    send({ ok: true, value: await run(input, (said: unknown) => send({ report: said })), ...used() })
  } catch (thrown) {
    send(refusal(thrown))
  }
})
// The parent is gone: nobody wants the answer any more.
process.on('disconnect', () => process.exit())
