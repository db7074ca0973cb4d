import { type Platform, startTogether } from '../platform.ts'

/** A running platform and how to stop it. */
export type Server = { url: string; log: () => string; stop: () => Promise<void> }

/** The platform named with `--base=http://…`, to try the tests on one that runs already; otherwise one of the test's own. */
export async function openServer(start: () => Promise<Platform> = startTogether): Promise<Server> {
  const given = process.argv.find((argument) => argument.startsWith('--base='))?.slice('--base='.length)
  if (given) return { url: given.replace(/\/$/, ''), log: () => '', stop: async () => {} }
  return start()
}
