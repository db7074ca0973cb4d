// What the processes of the rounds can do: any graph, and a clock that leaves a row at every minute.
import { flow } from '#engine/flow'
import { openGraphs, type World } from '#engine/testing/graph'
import { sql } from '#platform/database'
import { Permanent } from '#platform/errors'

export function openFlows(receiverUrl: string) {
  const world: World = async (effect, signal) => {
    const answer = await fetch(receiverUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': effect.key },
      body: JSON.stringify(effect),
      signal,
    })
    if (answer.status === 422) throw new Permanent(`no ${effect.value}`)
    if (!answer.ok) throw new Error(`the receiver answered ${answer.status}`)
    return ((await answer.json()) as { value: number }).value
  }
  const tick = flow('tick', 1, async (run, _: object) => {
    await run.step('row', async (ctx) => {
      await ctx.db.run(sql`insert into public.effects values (${run.key})`)
    })
  })
  const { grown, works } = openGraphs(world)
  return { grown, tick, works }
}
