import type { Static } from '#platform/contract'
import { newId, newReference } from '#platform/ids'
import type { Ctx, Serve } from '#platform/service'
import { contactProblem } from '../contact.ts'
import type { NewSubmission, Receipt, submission } from '../contract.ts'
import { openIntake } from '../intake.ts'
import type { Needs } from '../needs.ts'
import { projectState } from '../projects.sql.ts'
import { defaultProjectId } from '../projects.ts'
import { ownUrl, takeQuota } from '../quota.ts'
import { insertSubmission, mayBeWritten, type NewRow } from '../store.ts'

type Fields = Static<typeof NewSubmission>
type Intake = ReturnType<typeof openIntake>
/** What is kept as the reply of an Idempotency-Key: everything but the secret, which is derived again. */
type Kept = Pick<Receipt, 'id' | 'reference' | 'files' | 'refused'>

/** Stores a request. Files are on disk before the one commit that writes row, history, event and reply; only then 201. */
export const create: Serve<typeof submission, 'create', Needs> = async ({ form }, ctx) => {
  const intake = openIntake(ctx)
  let isWriting = false
  try {
    const fields = await form(intake.take)
    refuseUnfit(fields, intake, ctx)
    const kept = await ctx.once<Kept>(asked(fields, intake), () => {
      isWriting = true
      return store(fields, intake, ctx)
    })
    // A repeat was answered from memory: its second set of files is not needed.
    if (kept.files.some((f, i) => f.id !== intake.files[i]?.id)) await intake.discard()
    return receipt(kept, ctx)
  } catch (error) {
    // The connection broke before the answer to the commit. The row may be there and name these files, and the customer's repeat will be
    // answered with it: an unused file costs room, a missing one costs the customer's words.
    if (!(isWriting && mayBeWritten(error))) await intake.discard()
    throw error
  }
}

function refuseUnfit(fields: Fields, intake: Intake, ctx: Ctx<typeof submission, Needs>): void {
  if (!fields.consent)
    ctx.fail(
      'consent_required',
      'Please agree that we store and analyse your request; without that we may not keep it.',
    )
  if (fields.website || (fields.fillTimeMs ?? Number.POSITIVE_INFINITY) < ctx.config.fillTimeMsMin) {
    ctx.fail(
      'looks_automated',
      'This looks like it was sent by a program. If you are a person, please wait a moment and send it again.',
    )
  }
  const problem = contactProblem(fields.contactType, fields.contactValue)
  if (problem) ctx.fail('invalid_contact', problem)
  if (fields.description.trim() === '' && intake.files.length === 0) {
    const why = intake.refused.map((r) => `${r.name}: ${r.reason}`).join(' ')
    ctx.fail(
      'empty_request',
      `Please describe your idea in words, by voice or with a file.${why ? ` Not taken: ${why}` : ''}`,
    )
  }
}

const asked = (fields: Fields, intake: Intake) => ({
  description: fields.description,
  name: fields.name,
  contact: [fields.contactType, fields.contactValue],
  language: fields.language,
  projectId: fields.projectId,
  files: intake.files.map((f) => [f.role, f.name, f.sha256]),
})

async function store(fields: Fields, intake: Intake, ctx: Ctx<typeof submission, Needs>): Promise<Kept> {
  const projectId = await projectOf(fields, ctx)
  const row: NewRow = {
    id: newId('req'),
    reference: newReference(ctx.config.referencePrefix),
    submissionType: submissionType(fields, intake),
    description: fields.description,
    name: fields.name?.trim() || undefined,
    contactType: fields.contactType,
    contactValue: fields.contactValue.trim(),
    language: fields.language,
    ...(projectId && { projectId }),
    files: intake.files,
    refused: intake.refused,
    fileBytes: intake.files.reduce((sum, f) => sum + f.bytes, 0),
  }
  const { submissionType: _, projectId: __, fileBytes, refused, ...rest } = row
  const kept: Kept = {
    id: row.id,
    reference: row.reference,
    files: intake.files.map(({ key: _key, ...file }) => file),
    refused,
  }
  const settle = await takeQuota(ctx, fileBytes)
  let isWritten = false
  try {
    await ctx.commit(
      insertSubmission(row),
      ctx.eventRow('created', { ...rest, attempt: 1 }),
      ...ctx.replyRows(asked(fields, intake), kept),
    )
    isWritten = true
  } finally {
    settle(isWritten)
  }
  return kept
}

/**
 * The project that the caller names; undefined for the default one, which costs no look at the database. Asked once the key is known not to be of an earlier
 * request, whose reply stays what it was. One that is archived in this very moment may still get it: it is kept, and found there.
 */
async function projectOf({ projectId }: Fields, ctx: Ctx<typeof submission, Needs>): Promise<string | undefined> {
  if (!projectId || projectId === defaultProjectId(ctx.tenant)) return undefined
  const project = await projectState(ctx.db, projectId)
  if (!project) return ctx.fail('unknown_project', 'There is no such project here. Nothing was kept.')
  if (project.isArchived)
    return ctx.fail('project_archived', 'This project is archived and takes no new requests. Nothing was kept.')
  return projectId
}

function submissionType(fields: Fields, { files }: Intake): NewRow['submissionType'] {
  const kinds = [
    fields.description.trim() !== '' && 'text',
    files.some((f) => f.role === 'voice') && 'voice',
    files.some((f) => f.role === 'file') && 'file',
  ].filter((k) => k !== false)
  return kinds.length === 1 ? (kinds[0] as 'text' | 'voice' | 'file') : 'mixed'
}

function receipt(kept: Kept, ctx: Ctx<typeof submission, Needs>): Receipt {
  const self = `/api/submissions/${kept.id}`
  const token = ctx.tokenFor(kept.id)
  const links = {
    self,
    events: `${self}/events`,
    results: `${self}/results`,
    page: `${ownUrl(ctx)}/requests/${kept.id}#token=${token}`,
  }
  return { ...kept, status: 'received', token, links }
}
