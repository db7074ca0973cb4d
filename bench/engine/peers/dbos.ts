// DBOS Transact: durable functions in a library on PostgreSQL. Configured as its README has it; a pool of 20 instead of 10.
import { crowdSteps, crowdSum, expect, type Place, type Program, sequenceSteps, sequenceSum } from '../program.ts'
import { installed } from './installed.ts'

export async function open({ databaseUrl, settings }: Place): Promise<Program> {
  const { DBOS } = await installed('@dbos-inc/dbos-sdk')
  DBOS.setConfig({ name: 'bench', systemDatabaseUrl: databaseUrl, logLevel: 'error', ...settings })
  let begin: (number: number) => void = () => {}
  const stepsOf = (name: string, steps: number) =>
    DBOS.registerWorkflow(
      async (n: number) => {
        let sum = n
        for (let i = 0; i < steps; i++) sum += await DBOS.runStep(async () => i, { name: `step ${i}` })
        return sum
      },
      { name },
    )
  const sequence = stepsOf('sequence', sequenceSteps)
  const crowd = stepsOf('crowd', crowdSteps)
  const noop = DBOS.registerWorkflow(async (n: number) => begin(n), { name: 'noop' })
  await DBOS.launch()
  const outcomeOf = async (workflow: unknown, n: number) => (await DBOS.startWorkflow(workflow)(n)).getResult()
  return {
    flows: {
      sequence: async () => expect(await outcomeOf(sequence, 0), sequenceSum),
      async crowd(count) {
        await Promise.all(Array.from({ length: count }, async (_, n) => expect(await outcomeOf(crowd, n), crowdSum(n))))
      },
    },
    queue: {
      putOne: async (n) => void (await DBOS.startWorkflow(noop)(n)),
      async work(onBegin) {
        begin = onBegin
        return async () => {}
      },
    },
    close: () => DBOS.shutdown(),
  }
}
