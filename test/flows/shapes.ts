// What every answer of one kind must look like.
import assert from 'node:assert/strict'
import type { Reply } from './wire.ts'

/** RFC 9457 problem details with our code and trace. */
export function assertProblem(reply: Reply, status: number, code?: string): void {
  assert.equal(reply.status, status, `${status} expected: ${reply.text.slice(0, 500)}`)
  assert.match(reply.headers['content-type'] ?? '', /^application\/problem\+json/)
  const { type, title, detail, trace, ...rest } = reply.body
  assert.equal(rest.status, status)
  if (code) assert.equal(rest.code, code)
  assert.match(rest.code, /^[a-z]+(_[a-z]+)*$/)
  assert.equal(type, `/docs#error-${rest.code}`)
  for (const text of [title, detail]) assert.ok(typeof text === 'string' && text.length > 0)
  assert.match(trace, /^[0-9a-f]{32}$/)
}

/** A clear answer to something we do not take: the caller's fault, said as problem details. */
export function assertRefused(reply: Reply): void {
  assert.ok(
    reply.status >= 400 && reply.status < 500,
    `a refusal expected: ${reply.status} ${reply.text.slice(0, 500)}`,
  )
  assertProblem(reply, reply.status)
}
