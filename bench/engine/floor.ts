// The floor: what durability alone costs on this PostgreSQL through this driver.
import pg from 'pg'
import { expect, type Place, type Program, sequenceSteps } from './program.ts'
import { floorCommit, floorCount, floorTable } from './rows.sql.ts'

export async function open({ databaseUrl }: Place): Promise<Program> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(floorTable)
  let sequences = 0
  return {
    flows: {
      async sequence() {
        sequences++
        for (let i = 0; i < sequenceSteps; i++) await client.query({ ...floorCommit, values: [i] })
      },
      check: async () => expect((await client.query(floorCount)).rows[0].count, sequences * sequenceSteps),
    },
    close: () => client.end(),
  }
}
