import { type OcrEngine, OcrFailed, type OcrPage } from '#platform/ports'
import { runInSandbox, SandboxCrashed, SandboxOutOfMemory, SandboxTimeout } from '#platform/sandbox'
import { limits } from './limits.ts'
import { confidenceOf, pageOf, worthOf } from './ocr-page.ts'
import type { PictureToPrepare, Prepared } from './picture.ts'
import { doubtOf, type Recognised } from './pictures.ts'
import type { Picture } from './reading.ts'

/** Models of Tesseract by ISO 639-1. */
const models: Record<string, string> = {
  en: 'eng',
  cs: 'ces',
  de: 'deu',
  fr: 'fra',
  es: 'spa',
  ru: 'rus',
  uk: 'ukr',
  pl: 'pol',
  ar: 'ara',
}
const noText = 'No text was found in this picture.'
const clumsy = 'Some lines were too unclear to be read and were left out.'

type Asked = { path: string; isPdf: boolean; pictures: Picture[]; language?: string | undefined }
type Watch = {
  signal: AbortSignal
  /** Whose file it is, tenant before request. */
  party: string[]
  progress(fraction: number, message?: string): void
  warn(error: unknown, page: number): void
}

/**
 * Recognises the words in the pictures of one file, page by page, within a budget of pages and time. What a page is missing is a fact about that page; the
 * others go on. Pages beyond the budget are named.
 */
export async function recognisePictures(engine: OcrEngine, asked: Asked, watch: Watch): Promise<Recognised> {
  const { languages, lacking } = languagesFor(engine, asked.language)
  const method = `${engine.method} (${languages.join('+')})`
  const found: Recognised = { pages: [], tables: [], unread: [], method }
  const started = performance.now()
  const { pictures } = asked
  for (let at = 0; at < pictures.length; at++) {
    const { page } = pictures[at] as Picture
    const late = performance.now() - started > limits.ocrBudgetMs
    if (late || at >= limits.ocrPagesMax) {
      const reason = late
        ? 'Recognising the pictures before them took so long that it was stopped.'
        : `Only ${limits.ocrPagesMax} scanned pages of a file are recognised.`
      found.unread.push(...pictures.slice(at).map((picture) => ({ page: picture.page, reason })))
      break
    }
    try {
      await recognisePage(engine, { ...asked, page, languages, method }, found, watch)
    } catch (error) {
      found.unread.push({ page, reason: reasonOf(error, watch.signal) })
      watch.warn(error, page)
    }
    watch.progress((at + 1) / pictures.length, `page ${at + 1} of ${pictures.length} recognised`)
  }
  if (lacking && found.pages.length > 0) found.unread.push({ page: found.pages[0]?.number ?? 1, reason: lacking })
  return found
}

type AskedPage = Asked & { page: number; languages: string[]; method: string }

/** Tries the picture as it is, and cleaned when that is not sure enough; keeps the better. */
async function recognisePage(
  engine: OcrEngine,
  asked: AskedPage,
  found: Recognised,
  { signal, party }: Watch,
): Promise<void> {
  const attempt = async (isCleaned: boolean) => {
    const { path, isPdf, page, languages } = asked
    const prepared = await prepare({ path, isPdf, page, isCleaned }, { signal, party })
    return { prepared, seen: await engine.recognise({ png: prepared.png, languages, signal, party }) }
  }
  let best = await attempt(false)
  if (sureness(best.seen) < limits.ocrConfidenceGood) {
    const cleaned = await attempt(true)
    if (worthOf(cleaned.seen) > worthOf(best.seen)) best = cleaned
  }
  const read = pageOf(best.seen, best.prepared, asked.page, asked.method)
  if (read.page.text === '') found.unread.push({ page: asked.page, reason: noText })
  else {
    found.pages.push(read.page)
    found.tables.push(...read.tables)
    const doubt = doubtOf(read.confidence)
    if (doubt) found.unread.push({ page: asked.page, reason: doubt })
    else if (read.droppedLines > 0) found.unread.push({ page: asked.page, reason: clumsy })
  }
}

const sureness = (seen: OcrPage) => confidenceOf(seen.lines.flatMap((line) => line.words))

const prepare = (picture: PictureToPrepare, watch: Pick<Watch, 'signal' | 'party'>) =>
  runInSandbox<PictureToPrepare, Prepared>(new URL('./picture.ts', import.meta.url), 'preparePicture', picture, {
    timeoutMs: limits.pictureTimeoutMs,
    memoryMbMax: limits.pictureMemoryMbMax,
    mayLoadAddons: true,
    owner: picture.path,
    ...watch,
  })

/** The customer's language and English, as far as their models are installed; `lacking` says that one is not. */
function languagesFor(engine: OcrEngine, language: string | undefined): { languages: string[]; lacking?: string } {
  const wanted = language && models[language]
  const has = (model: string) => engine.languages.includes(model)
  const languages = [...new Set([wanted ?? 'eng', 'eng'])].filter(has)
  if (languages.length === 0) languages.push(engine.languages[0] ?? 'eng')
  if (!language || (wanted && has(wanted))) return { languages }
  return {
    languages,
    lacking: `It was recognised with the letters of other languages (${languages.join(', ')}), because the model for "${language}" is not installed${wanted ? ` (Debian: tesseract-ocr-${wanted})` : ''}. Letters with accents may be wrong.`,
  }
}

/** The sentence for the customer; what is a fault of ours, or a cancelled task, is thrown on. */
function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) throw signal.reason
  if (error instanceof Error && error.name === 'Unreadable') return error.message
  if (error instanceof SandboxTimeout) return 'Opening the picture took too long and was stopped.'
  if (error instanceof SandboxOutOfMemory) return 'The picture needed more memory than one file may use.'
  if (error instanceof SandboxCrashed) return 'The picture could not be opened.'
  if (error instanceof OcrFailed) return 'The recogniser could not read this picture.'
  throw error
}
