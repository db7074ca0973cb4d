// What a customer of the walker owns, and what each parameter of a route is filled with.
import { eventually } from '#platform/testing'
import { operatorKey } from '../platform.ts'
import type { Receipt } from './client.ts'
import type { Running } from './modes.ts'
import { send, sendMultipart } from './wire.ts'

export type Owned = {
  receipt: Receipt
  otherToken: string
  prototype: { id: string; secret: string }
  run: { id: string; key: string; taskId: string }
  projectId: string
  marks: string[]
}

/** What each parameter is filled with, by its name: the first value that fits the declared pattern. Secrets are known to their owner only. */
export const knownValues = ({ receipt, prototype, run, projectId }: Owned): Record<string, unknown[]> => ({
  id: [receipt.id, prototype.id, run.id, run.taskId, 'shop', 'ten_nobody'],
  requestId: [receipt.id],
  fileId: [receipt.files[0]!.id],
  // A change needs nothing, so nothing of it is changed.
  projectId: [projectId],
  secret: [prototype.secret],
  '*': ['index.html'],
  number: [1],
  // There is no voice note, so nothing is changed.
  text: ['A shop for desks.'],
  description: ['A shop for desks.'],
  contactType: ['email'],
  contactValue: ['walker@example.com'],
  // Refused by the rules of the route itself, which shows that the call came through, and starts no work.
  consent: [false],
  // As it is already: demanded, it would shut everybody else out.
  secondFactor: [false],
  listener: ['nobody.listens'],
  seq: [1],
  // Of queues and schedules: names that nobody listens to. The run is completed and its key taken, so nothing of it is done again.
  name: ['nobody.listens'],
  flow: ['nobody-runs-this'],
  version: [1],
  from: [1],
  to: [1],
  // Not understood, so nothing is changed.
  sentences: ['Make the logo dance.'],
  cron: ['0 0 30 2 *'],
  key: [run.key],
  input: [{}],
  signal: ['nothing'],
  answer: [{}],
  keepMs: [3_155_760_000_000],
  // Of accounts: nobody has them, so each is refused by the rule of the route.
  personId: ['per_00000000000000000000000000'],
  sessionId: ['ses_00000000000000000000000000'],
  clientId: ['cli_00000000000000000000000000'],
  scimId: ['per_00000000000000000000000000'],
  Operations: [[]],
  providerId: ['idp_00000000000000000000000000'],
  issuer: ['https://nobody.invalid'],
  clientSecret: ['a secret of nobody'],
  domains: [['nobody.invalid']],
  keyId: ['key_00000000000000000000000000'],
  invitationId: ['inv_00000000000000000000000000'],
  roleName: ['nobody-has-this'],
  role: ['nobody-has-this'],
  who: ['per_00000000000000000000000000'],
  permission: ['nobody.needs-this'],
  permissions: [['nobody.needs-this']],
  scopes: [['nobody.needs-this']],
  address: ['nobody-here@example.com'],
  token: ['tic_00000000000000000000000000.nothing'],
  password: ['nobody has this passphrase'],
  current: ['nobody has this passphrase'],
  // Made by no authenticator.
  response: [
    {
      ...{ id: 'AA', rawId: 'AA', type: 'public-key', clientExtensionResults: {} },
      response: { clientDataJSON: 'AA', attestationObject: 'AA', authenticatorData: 'AA', signature: 'AA' },
    },
  ],
  challenge: ['cha_00000000000000000000000000.nothing'],
  code: ['00000000'],
  codeId: ['mco_00000000000000000000000000'],
  passkeyId: ['pky_00000000000000000000000000'],
  subjectId: ['tic_00000000000000000000000000'],
  tenantId: ['ten_nobody'],
  kind: ['session', 'web'],
  // Of organisations: one that signs up, and what nobody has.
  organisation: ['Nobody & Sons'],
  slug: ['nobody-and-sons'],
  plan: ['nobody-has-this'],
  confirm: ['nobody-has-this'],
  host: ['nobody.test'],
  exportId: ['exp_00000000000000000000000000'],
  erasureId: ['era_00000000000000000000000000'],
  limit: ['seats'],
  level: ['near'],
  used: [1],
  max: [1],
  period: ['always'],
  uses: [[]],
  // Nothing is changed.
  change: [{}],
  tenants: [['ten_nobody']],
  before: ['2000-01-01T00:00:00Z'],
  jkt: ['nobody'],
  jti: ['nothing'],
  // Bodies of service routes are never looked at, because nobody who can reach this test may send them.
  analysis: [{}],
})
/** A finished request with a file, another one, and everything of it that nobody else may see. */
export async function own(base: Running, host: string, word: string): Promise<Owned> {
  const fields = {
    description: `A shop for ${word} lamps. Customers pay by card.`,
    contactValue: `${word}@example.com`,
  }
  const parts = Object.entries({ ...fields, contactType: 'email', consent: 'true' }).map(([field, content]) => ({
    field,
    content,
  }))
  const file = { field: 'files', name: `${word}-list.txt`, content: `Lamps of ${word}: three.` }
  const [first, other] = [
    await sendMultipart(base.url, [...parts, file], { host }),
    await sendMultipart(base.url, parts, { host }),
  ]
  const receipt: Receipt = first.body
  const read = async (path: string) => (await send(base.url, path, { host, token: receipt.token })).body
  await eventually(
    `the end of the request of ${word}`,
    async () => (await read(receipt.links.self!)).finishedAt,
    60_000,
  )
  const { prototype } = await read(receipt.links.results!)
  const [, , id, secret] = prototype.path.split('/')
  const operated = async (path: string) => (await send(base.url, path, { host, token: operatorKey })).body
  const run = (await operated(`/api/workflow/runs?flow=answer-request&key=${receipt.id}:1`)).runs[0]
  const tasks = (await operated('/api/workflow/tasks')).tasks
  const project = { method: 'POST', host, token: operatorKey, body: JSON.stringify({ name: `Drawer for ${word}` }) }
  const made = await send(base.url, '/api/projects', { ...project, headers: { 'content-type': 'application/json' } })
  // Not the ids: whoever asks for one has it already, and may be told that there is nothing at that address.
  const marks = [word, receipt.reference, receipt.token.split('.')[1]!, secret]
  return {
    receipt,
    otherToken: other.body.token,
    prototype: { id, secret },
    run: { id: run.id, key: run.key, taskId: tasks[0].id },
    projectId: made.body.id,
    marks,
  }
}
