/** A failure that no retry can mend, with a sentence for the person who reads the step. */
export class Permanent extends Error {}

/**
 * A refusal declared in a contract. Answered as RFC 9457 `application/problem+json`; the typed client throws it again with the same
 * code. Anything else that is thrown is a bug: status 500, logged whole, shown as a trace id.
 */
export class Refusal extends Error {
  code: string
  status: number
  headers: Record<string, string>
  /** Extension members of the problem details (RFC 9457 §3.2), for programs: such as which limit was reached. */
  members?: Record<string, unknown>
  /** The rule that spoke, and whom it is about: for the log of refused access, never for the caller. */
  rule?: string
  about?: string
  constructor(code: string, status: number, detail?: string, headers: Record<string, string> = {}) {
    super(detail ?? code)
    this.code = code
    this.status = status
    this.headers = headers
  }
}

/** Refusals any route may answer, beside those its contract declares. */
export const platformErrors: Record<string, { status: number; title: string }> = {
  invalid_input: { status: 400, title: 'The request does not fit the contract' },
  unauthorised: { status: 401, title: 'A valid token is needed' },
  forbidden: { status: 403, title: 'This is not allowed with this role or key' },
  second_factor_required: { status: 403, title: 'This organisation demands a second factor' },
  step_up_required: { status: 403, title: 'Confirm who you are first' },
  not_found: { status: 404, title: 'Not found' },
  request_timeout: { status: 408, title: 'The request did not arrive in time' },
  tenant_suspended: { status: 403, title: 'This organisation is read-only for now' },
  body_too_large: { status: 413, title: 'The request is too large' },
  unsupported_media_type: { status: 415, title: 'The media type is not supported' },
  idempotency_key_reused: { status: 422, title: 'The Idempotency-Key was used for a different request' },
  rate_limited: { status: 429, title: 'Too many requests' },
  header_too_large: { status: 431, title: 'The request headers are too large' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'Not available right now' },
  deadline_exceeded: { status: 504, title: 'It took too long' },
}

/** RFC 9457 problem details, with `code` for programs and `trace` for support. */
export type Problem = {
  type: string
  title: string
  status: number
  code: string
  detail: string
  trace: string
  errors?: { path: string; message: string }[]
}

export function problem(refusal: Refusal & { errors?: Problem['errors'] }, trace: string): Problem {
  return {
    type: `/docs#error-${refusal.code}`,
    title: titleOf(refusal.code),
    status: refusal.status,
    code: refusal.code,
    detail: refusal.message,
    trace,
    ...(refusal.errors && { errors: refusal.errors }),
    ...refusal.members,
  }
}
/** What a code means, for people. */
export const titleOf = (code: string): string =>
  platformErrors[code]?.title ?? `${code[0]!.toUpperCase()}${code.slice(1)}`.replaceAll('_', ' ')

/** A refusal of the platform's own. */
export const standard = (
  code: keyof typeof platformErrors & string,
  detail?: string,
  headers?: Record<string, string>,
): Refusal => new Refusal(code, platformErrors[code]!.status, detail ?? platformErrors[code]!.title, headers)

/**
 * The refusal of what is beyond a limit: with the numbers for programs, and for what begins anew at `resets` (ISO 8601) the seconds until then as `Retry-After`.
 * Routes that answer it declare `quota_exceeded: 429`.
 */
export function beyondLimit(
  detail: string,
  members: { limit: string; max: number; used: number; resets?: string },
): Refusal {
  const { resets } = members
  const refusal = new Refusal('quota_exceeded', 429, detail, {
    ...(resets && { 'retry-after': String(Math.max(1, Math.ceil((Date.parse(resets) - Date.now()) / 1_000))) }),
  })
  refusal.members = members
  return refusal
}

/** Refuses with one of the platform's own codes. */
export function refuse(
  code: keyof typeof platformErrors & string,
  detail?: string,
  headers?: Record<string, string>,
): never {
  throw standard(code, detail, headers)
}
