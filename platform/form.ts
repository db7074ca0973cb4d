import type { FastifyRequest } from 'fastify'
import type { TSchema } from './contract.ts'
import { Refusal, refuse } from './errors.ts'
import type { Form } from './service.ts'
import { storable, validate } from './validate.ts'

const fieldBytesMax = 1_048_576
const partsMax = 100

/** Reads a body that may be JSON or `multipart/form-data` (RFC 7578): files through `onFile` in the order they arrive, the fields at the end. */
export function formOf(request: FastifyRequest, schema: TSchema): Form<any> {
  return async (onFile) => {
    if (!request.isMultipart()) return validate(schema, storable(request.body ?? {}))
    const fields: Record<string, unknown> = {}
    let received: unknown
    try {
      // fileSize is left to the receiver, who names the file that is too large and keeps the rest.
      for await (const part of request.parts({
        limits: {
          fieldSize: fieldBytesMax,
          fileSize: Number.POSITIVE_INFINITY,
          files: partsMax,
          fields: partsMax,
          parts: 2 * partsMax,
        },
      })) {
        if (part.type === 'file') {
          await onFile({
            field: part.fieldname,
            name: storable(part.filename ?? ''),
            declaredType: part.mimetype,
            content: part.file,
          }).catch((error) => {
            received = error
            throw error
          })
          part.file.resume() // what the receiver left unread must flow, or the next part never comes
        } else if (part.valueTruncated) refuse('body_too_large', `The field "${part.fieldname}" is too large.`)
        else if (part.value !== '') fields[part.fieldname] = part.value
      }
    } catch (error) {
      if (error instanceof Refusal) throw error
      if (/^FST_(PARTS|FILES|FIELDS)_LIMIT$/.test((error as { code?: string }).code ?? ''))
        refuse('body_too_large', `A form may have ${partsMax} files and ${partsMax} other fields. Nothing was kept.`)
      if (/Premature close|Unexpected end|aborted/i.test((error as Error).message))
        refuse('invalid_input', 'The upload ended before it was complete. Nothing was kept; please send it again.')
      // What is left is the receiver's failure, or the parser's word about a form that is none (no boundary, a broken part header).
      if (error === received || (error as { statusCode?: number }).statusCode) throw error
      refuse('invalid_input', 'The form cannot be read as multipart/form-data. Nothing was kept.')
    }
    // A form cannot send an absent text other than empty.
    const properties =
      (schema as { properties?: Record<string, { type?: string; minLength?: number }> }).properties ?? {}
    for (const name of (schema as { required?: string[] }).required ?? [])
      if (properties[name]?.type === 'string' && !properties[name].minLength) fields[name] ??= ''
    return validate(schema, storable(fields), 'text')
  }
}
