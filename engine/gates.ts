import type { TSchema } from '#platform/contract'
import type { Db } from '#platform/database'
import { validateWhole } from '#platform/validate'
import { asJson, type Core, reasonOf } from './core.ts'
import {
  type Addressed,
  findAnswer,
  findGate,
  findOffers,
  type Offer,
  putAnswer,
  type Sent,
  sendSignal,
  takeOffer,
} from './gates.sql.ts'
import { type Acts, ask, type Live, type Place } from './replay.ts'

/** What a gate asks for: a JSON Schema whose title is the question. */
export type Form = TSchema & { title?: string }

/** Asks a person, from a flow. */
export async function askGate(
  live: Live,
  acts: Acts,
  place: Place,
  signal: string,
  { form, timeoutMs }: { form: Form; timeoutMs?: number },
): Promise<unknown> {
  if (!form.title) throw new Error(`The form of the gate "${signal}" has no title: it is what a person is asked.`)
  const begin = (name: string, at: number) =>
    acts.ask(live, name, at, { kind: 'signal', signal, form: asJson(form), delayMs: timeoutMs })
  return ask(live, acts, { ...place, kind: 'signal', base: `wait:${signal}`, isGate: true, begin })
}

/** Looks through the signals that came before the gates of a run: the first that fits is the answer, the others stay. */
export async function takeOffers(core: Core, live: Live): Promise<void> {
  const { owner } = core.database
  const used = new Set<string | number>()
  for (const { step, form, seq, payload } of await owner.many<Offer>(findOffers(live.row.id))) {
    if (used.has(step) || used.has(seq)) continue
    try {
      const answer = validateWhole(form, payload)
      await owner.run(takeOffer({ run: live.row.id, worker: live.worker, step, seq, answer }))
      used.add(step).add(seq)
    } catch (error) {
      if ((error as { code?: string }).code !== 'invalid_input') throw error
      core.log.warn({ run: live.row.id, step, reason: reasonOf(error) }, 'a signal does not fit the form of its gate')
    }
  }
}

/**
 * Gives a run a signal; one for which a gate waits must fit its form and answers it. False when there is no such run, or it is over.
 * @throws Refusal `invalid_input` with what is wrong, field by field
 */
export async function signalTo(db: Db, to: Addressed, name: string, payload: unknown): Promise<boolean> {
  for (;;) {
    const sent = await db.maybe<Sent>(sendSignal(to, name, payload))
    if (sent?.step == null) return sent !== undefined
    const answer = validateWhole(sent.form, asJson(payload))
    // Answered or over at this very moment: then it is for the next gate, or for later.
    if (await db.maybe(putAnswer({ run: sent.run_id, step: sent.step, answer, by: null }))) return true
  }
}

/**
 * Answers the gate of a run that waits longest for a signal, in the name of `by`. Gives why it is not possible, or nothing.
 * @throws Refusal `invalid_input` with what is wrong, field by field
 */
export async function answerGate(
  db: Db,
  run: string,
  signal: string,
  payload: unknown,
  by: string,
): Promise<string | undefined> {
  const gate = await db.maybe<{ step: string; form: TSchema }>(findGate(run, signal))
  const answer = gate && validateWhole(gate.form, asJson(payload))
  if (gate && (await db.maybe(putAnswer({ run, step: gate.step, answer, by })))) return undefined
  const last = await db.maybe<{ by: string | null; at: Date }>(findAnswer(run, signal))
  if (!last) return `Run ${run} does not wait for an answer to "${signal}".`
  return `"${signal}" of run ${run} was answered ${last.by === null ? '' : `by ${last.by} `}at ${last.at.toISOString()}.`
}
