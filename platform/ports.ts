import type { Readable } from 'node:stream'

/** What was stored, as measured while it passed. */
export type StoredBlob = { key: string; bytes: number; sha256: string; head: Uint8Array }

/** Where files live. Keys are `<tenant>/<service>/<id>`; a key is written once and never changed. */
export interface Blobs {
  /**
   * Stores a stream durably: when it resolves, the bytes are on disk under `key`. `head` is the first 4,100 bytes, for sniffing.
   * @throws BlobTooLarge when more than `bytesMax` arrive, BlobStoreFull when the disk has no room; nothing is left behind in either case
   */
  put(key: string, content: Readable | Uint8Array, bytesMax: number): Promise<StoredBlob>
  /** @throws BlobMissing. `end` is inclusive, as in HTTP ranges. */
  get(key: string, range?: { start: number; end: number }): Promise<{ content: Readable; bytes: number }>
  /** Path of a local copy that may be read but not changed, for tools that want a file. */
  path(key: string): Promise<string>
  remove(key: string): Promise<void>
}
export class BlobTooLarge extends Error {}
export class BlobStoreFull extends Error {}
export class BlobMissing extends Error {}

export type OutgoingMail = {
  /** Full RFC 5322 Message-ID with angle brackets; the same for every attempt, so that receivers can drop repeats. */
  messageId: string
  to: string
  subject: string
  text: string
  html: string
  headers?: Record<string, string>
}

/** Hands a mail to a server. Resolves when the server has taken it over. */
export interface Mail {
  /** @throws MailRefused for good (SMTP 5xx); any other error is temporary */
  send(mail: OutgoingMail): Promise<{ response: string }>
  close(): Promise<void>
}
export class MailRefused extends Error {}

/** Turns a recording into text. Absent when no recogniser is configured. */
export interface Speech {
  method: string
  transcribe(input: {
    path: string
    type: string
    language?: string
    signal: AbortSignal
  }): Promise<{ text: string; language?: string; durationS: number; confidence?: number }>
}

/** What `main.ts` chooses and every service may ask for. */
export type Adapters = { blobs: Blobs; mail?: Mail; speech?: Speech }
