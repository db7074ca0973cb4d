import { asr } from '#contracts/asr'
import { auth } from '#contracts/auth'
import { document } from '#contracts/document'
import { gateway } from '#contracts/gateway'
import { mailbox } from '#contracts/mailbox'
import { nlp } from '#contracts/nlp'
import { notification } from '#contracts/notification'
import { orchestrator } from '#contracts/orchestrator'
import { prototype } from '#contracts/prototype'
import { provisioning } from '#contracts/provisioning'
import { submission } from '#contracts/submission'
import { template } from '#contracts/template'
import { workflow } from '#contracts/workflow'
import { jobEvents } from '#engine/events'
import { type Contract, defineContract } from '#platform/contract'
import { operations } from '#platform/operations.contract'

/** The engine has no routes of its own; what it publishes about jobs is promised like everything else. */
const engine = defineContract({
  name: 'engine',
  summary: 'Durable execution: what happens to jobs.',
  routes: {},
  events: jobEvents,
  tasks: {},
})

/** Every promise of the product, whichever process keeps it. */
export const contracts: Contract[] = [
  gateway,
  auth,
  submission,
  orchestrator,
  nlp,
  asr,
  document,
  template,
  prototype,
  notification,
  mailbox,
  workflow,
  provisioning,
  operations,
  engine,
]
