import type { Readable } from 'node:stream'
import type { TSchema } from './contract.ts'
import type { Keyring } from './envelope.ts'
import type { Party } from './sandbox-places.ts'

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
  /** Keys below `prefix`, which ends with a slash, in no order; what is stored meanwhile may be missing. */
  list(prefix: string): AsyncIterable<{ key: string; bytes: number }>
  /** Removes all that is below `prefix`, which ends with a slash, and every trace of the prefix itself. Gives what went. */
  removeAll(prefix: string): Promise<{ count: number; bytes: number }>
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
  /** Shown beside the address of the installation instead of the configured name. */
  fromName?: string
  replyTo?: string
  headers?: Record<string, string>
}

/** Hands a mail to a server. Resolves when the server has taken it over. */
export interface Mail {
  /** @throws MailRefused for good (SMTP 5xx); any other error is temporary */
  send(mail: OutgoingMail): Promise<{ response: string }>
  close(): Promise<void>
}
export class MailRefused extends Error {}

/** One word of a transcript: where it stands in the text (UTF-16 code units) and in the recording (seconds). */
export type HeardWord = { start: number; end: number; startS: number; endS: number; confidence?: number }
/** What a recogniser heard. `heardS` when only the beginning was listened to; what it does not know it leaves out. */
export type Heard = {
  text: string
  language?: string
  durationS?: number
  heardS?: number
  confidence?: number
  words: HeardWord[]
}

/** Turns a recording into text. */
export interface Speech {
  method: string
  /**
   * `path` is a local file that may be read but not changed; `language` is ISO 639-1; `tenant` says whose it is, so that tenants can take turns; `onProgress` hears the share that is done, 0 to 1.
   * @throws SpeechUnavailable when this installation cannot do it and says what to do; Permanent when the recording is at fault; others are temporary
   */
  transcribe(input: {
    path: string
    type: string
    language?: string
    tenant?: string
    signal: AbortSignal
    onProgress?(share: number): void
  }): Promise<Heard>
}
export class SpeechUnavailable extends Error {}

/** One word of a picture. `box` is left, top, width, height in pixels from the top left; `confidence` is the engine's own, 0 to 1. */
export type OcrWord = {
  text: string
  confidence: number
  box: [left: number, top: number, width: number, height: number]
}
/** Lines in the order of reading; `paragraph` rises where the engine saw a new one. */
export type OcrPage = { width: number; height: number; lines: { paragraph: number; words: OcrWord[] }[] }
/** One installed engine that turns the picture of a page into words. `languages` are its models, as Tesseract names them (ISO 639-2/T). */
export type OcrEngine = {
  method: string
  languages: string[]
  /**
   * Reads one upright page. `png` is a picture that we have made ourselves, never a stranger's bytes. `party` says whose page it is, tenant before request: they take
   * turns, page by page, so that neither a long document nor many files of one hold the others up.
   * @throws OcrFailed when the engine gives up on this page, or the signal's reason
   */
  recognise(input: {
    png: Uint8Array
    languages: string[]
    signal?: AbortSignal | undefined
    party?: Party
  }): Promise<OcrPage>
}
/** Looks for an engine, again as long as there is none: what an operator installs is used without a restart. */
export interface Ocr {
  engine(): Promise<OcrEngine | undefined>
}
export class OcrFailed extends Error {}

/** A question to a language model. The answer is one JSON value that fits `schema`; the model gets no tools. */
export type ModelQuestion = {
  /** What is to be done, ours: never a word of a customer. */
  instructions: string
  /** What it is to be done to. Whatever stands in it is material and not an instruction. */
  material: string
  schema: TSchema
  limits: ModelLimits
  signal: AbortSignal
  /** Hears how many characters of the answer have come. */
  onProgress?(characters: number): void
}
/** The most one question may use, all its attempts together. `costMicrosMax` is in millionths of the currency of the prices. */
export type ModelLimits = { tokensMax: number; timeoutMs: number; costMicrosMax?: number }
/** How an answer was won: by schema; as JSON with the schema in the prompt; cut out of other text; after one repair. */
export type ModelRung = 'schema' | 'json' | 'cut' | 'repair'
/** What was used. Tokens are as the provider counts them, and estimated (4 characters each) where it does not say; no cost without prices. */
export type ModelUse = {
  tokensIn: number
  tokensOut: number
  isEstimated: boolean
  costMicros?: number
  currency?: string
}
export type ModelAnswer = {
  value: unknown
  /** Name of the model that answered. */
  model: string
  rung: ModelRung
  /** Each attempt that did not lead to it, in words. */
  failures: string[]
  use: ModelUse
}
/** Language models in order of preference, behind one question. */
export interface Models {
  /** The first of them. */
  method: string
  /** @throws ModelUnusable when none gave a usable answer within the limits, with what was used so far */
  answer(question: ModelQuestion): Promise<ModelAnswer>
}
export class ModelUnusable extends Error {
  failures: string[]
  use: ModelUse
  constructor(message: string, failures: string[], use: ModelUse) {
    super(message)
    this.failures = failures
    this.use = use
  }
}

/** Rows of one table that belong to one tenant. */
export type TenantTable = { schema: string; table: string; rows: number }
/**
 * All rows of a tenant in every schema of this installation, found by their `tenant_id`: a table that is made tomorrow is among them. For whoever exports or
 * erases a tenant as a whole.
 */
export interface TenantRows {
  /** Tables with rows of the tenant. */
  count(tenant: string): Promise<TenantTable[]>
  /** Every row as JSON text, table by table, as of one moment. Columns that hold secrets are null, and named in `withheld`. */
  read(tenant: string): AsyncIterable<{ schema: string; table: string; withheld: string[]; rows: string[] }>
  /** Removes every row of the tenant, in an order that foreign keys allow. Gives what went. */
  erase(tenant: string): Promise<TenantTable[]>
  /**
   * These ids and those of all rows of the tenant that are about one of them, or about a row that is: by the columns, or by the members of their JSON, that name
   * what they are about. What people wrote is not searched.
   */
  findAbout(tenant: string, ids: string[]): Promise<string[]>
  /**
   * Removes every row of the tenant that is about one of these ids: those of `findAbout`, found before anything went. Who is stopped midway finds fewer
   * afterwards, since the rows that led further may be gone, and so must have kept what was found. Rows of `last` go after all others.
   */
  eraseAbout(tenant: string, ids: string[], last: { schema: string; table: string }): Promise<TenantTable[]>
  /** Tables without `tenant_id` in which `text` stands somewhere, with the number of rows. Reads all of them. */
  search(text: string): Promise<TenantTable[]>
}

/** What `main.ts` chooses and every service may ask for. `keyring` is for `seal` and `open` of `#platform/envelope`. */
export type Adapters = {
  blobs: Blobs
  mail?: Mail
  speech?: Speech
  ocr?: Ocr
  models?: Models
  tenants?: TenantRows
  keyring?: Keyring
}
