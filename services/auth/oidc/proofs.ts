import { type Proved, proofKeptS } from '#platform/dpop'
import type { AuthCtx } from '../needs.ts'
import { hashOf } from './adapter.ts'
import * as store from './store.ts'

/** Takes a proof of possession, once in all processes. False when it came before. */
export const takeProof = ({ jkt, jti }: Proved, ctx: AuthCtx): Promise<boolean> =>
  store.takeProof(ctx.db, hashOf(`${jkt}\0${jti}`), proofKeptS)
