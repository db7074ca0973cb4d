import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { languageFor } from './languages.ts'
import en from './locales/en.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en }
  }
}

/** Other languages are files beside `en.json`; each becomes a chunk of its own that only its readers load. */
const others = import.meta.glob<typeof en>(['./locales/*.json', '!./locales/en.json'], { import: 'default' })
const pathOf = (code: string) => `./locales/${code}.json`

/** Picks the language of the pages from those of the reader and of the organisation, and sets the page's language and direction. */
export async function startLanguage(wanted: readonly string[], offered?: readonly string[]): Promise<void> {
  const code = languageFor(wanted, offered, (candidate) => candidate === 'en' || pathOf(candidate) in others)
  const texts = code === 'en' ? en : await others[pathOf(code)]!()
  await i18next.use(initReactI18next).init({
    lng: code,
    fallbackLng: 'en',
    resources: { en: { translation: en }, [code]: { translation: texts } },
    // React escapes already.
    interpolation: { escapeValue: false },
  })
  document.documentElement.lang = code
  document.documentElement.dir = i18next.dir(code)
}
