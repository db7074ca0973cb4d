import { openAsBlob } from 'node:fs'
import { Permanent } from '#platform/errors'
import { type Heard, type HeardWord, type Speech, SpeechUnavailable } from '#platform/ports'

export type TranscriptionSettings = {
  /** Base address up to and including the version, such as `http://127.0.0.1:8000/v1`. */
  url: string
  key?: string | undefined
  model: string
}
type Answer = {
  text: string
  language?: string
  duration?: number
  words?: { word: string; start: number; end: number }[]
}

// Servers tell the format by the extension of the file name.
const extensions: [RegExp, string][] = [
  [/webm/, 'webm'],
  [/ogg|opus/, 'ogg'],
  [/mpeg|mp3/, 'mp3'],
  [/mp4|m4a|aac/, 'm4a'],
  [/flac/, 'flac'],
  [/wav/, 'wav'],
]

/**
 * Any server with OpenAI's `POST /audio/transcriptions`. Asks for `verbose_json` with the times of words, and for plain `json` when the server does not
 * know it (400, 422). A refused key or an unknown address ends the task at once; 429 and 5xx are tried again by the engine. The API gives no
 * confidence, so none is stated.
 */
export function openaiSpeech({ url, key, model }: TranscriptionSettings): Speech {
  const ask = async (path: string, type: string, format: string, language: string | undefined, signal: AbortSignal) => {
    const form = new FormData()
    const extension = extensions.find(([pattern]) => pattern.test(type))?.[1] ?? 'wav'
    form.set('file', await openAsBlob(path, { type: type.split(';')[0]! }), `recording.${extension}`)
    form.set('model', model)
    form.set('response_format', format)
    if (format === 'verbose_json') form.append('timestamp_granularities[]', 'word')
    if (language) form.set('language', language)
    const headers = key ? { authorization: `Bearer ${key}` } : undefined
    return fetch(`${url.replace(/\/$/, '')}/audio/transcriptions`, {
      method: 'POST',
      body: form,
      signal,
      // The recording and the key are for the address that the settings name, and for no other.
      redirect: 'error',
      ...(headers && { headers }),
    })
  }
  return {
    method: model,
    async transcribe({ path, type, language, signal }) {
      let response = await ask(path, type, 'verbose_json', language, signal)
      if (response.status === 400 || response.status === 422) response = await ask(path, type, 'json', language, signal)
      if (!response.ok) throw refusal(response.status, await response.text())
      const answer = (await response.json().catch(() => undefined)) as Answer | undefined
      if (typeof answer?.text !== 'string') throw new Error('The transcription service answered without a text.')
      return heardIn(answer)
    },
  }
}

function refusal(status: number, body: string): Error {
  const said = body.slice(0, 300)
  if (status === 404) return new SpeechUnavailable(`There is no transcription service at SPEECH_URL: 404 ${said}`)
  if (status === 401 || status === 403)
    return new Permanent(`The transcription service refused SPEECH_KEY: ${status} ${said}`)
  if (status === 413) return new Permanent(`The recording is too large for the transcription service: ${said}`)
  if (status < 500 && status !== 408 && status !== 429)
    return new Permanent(`The transcription service refused the recording: ${status} ${said}`)
  return new Error(`The transcription service failed: ${status} ${said}`)
}

/** Finds the words of the answer again in its text, so that they can be marked there; those not found carry no place and are left out. */
function heardIn({ text, language, duration, words = [] }: Answer): Heard {
  const placed: HeardWord[] = []
  let from = 0
  for (const { word, start: startS, end: endS } of words) {
    const start = text.indexOf(word.trim(), from)
    if (start < 0 || word.trim() === '') continue
    from = start + word.trim().length
    placed.push({ start, end: from, startS, endS })
  }
  return {
    text,
    words: placed,
    ...(codeOf(language) && { language: codeOf(language)! }),
    ...(duration !== undefined && { durationS: duration }),
  }
}

const names = new Intl.DisplayNames('en', { type: 'language' })
const codes = ['en', 'cs', 'de', 'fr', 'es', 'it', 'pl', 'pt', 'nl', 'ru', 'sk', 'uk', 'ar']
/** Servers answer with a code or with an English name (`english`); one that is neither is left out. */
const codeOf = (language = '') =>
  /^[a-z]{2}$/.test(language)
    ? language
    : codes.find((code) => names.of(code)?.toLowerCase() === language.toLowerCase())
