import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Quote, Source } from '#contracts/nlp'
import type { Results } from '#contracts/orchestrator'
import { type Mark, pageOf, pictureOf, quoteId, segments } from '../evidence.ts'
import { Icon } from './icons.tsx'
import { PagePicture } from './page-picture.tsx'

/** `pageUrl`: where the picture of a page of a file is. */
export type Pages = { documents: Results['documents']; pageUrl: (fileId: string, page: number) => string }
type Props = { sources: Source[]; quotes: Quote[]; active?: Quote; pages: Pages }

/** Scrolls the text to the active mark and gives it the focus, so that sighted and blind readers both land on the words. */
function useJump(active: Quote | undefined, isPicture: boolean) {
  const box = useRef<HTMLElement>(null)
  const origin = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: picture and text have different marks to land on
  useEffect(() => {
    if (!active || !box.current) return
    const target = [...box.current.querySelectorAll<HTMLElement>('[data-starts]')].find((element) =>
      element.dataset.starts?.split(' ').includes(quoteId(active)),
    )
    if (!target) return
    const from = document.activeElement
    // Going from the picture to the text of the same quote is no new way here.
    if (from instanceof HTMLElement && !box.current.parentElement?.contains(from)) origin.current = from
    const offset = target.getBoundingClientRect().top - box.current.getBoundingClientRect().top
    box.current.scrollTo({ top: box.current.scrollTop + offset - box.current.clientHeight / 3 })
    target.focus({ preventScroll: true })
    // Beside the findings the panel is in sight already; below them it has to come up.
    const isBeside = matchMedia('(min-width: 64rem)').matches
    box.current.parentElement?.scrollIntoView({ block: isBeside ? 'nearest' : 'start' })
  }, [active, isPicture])
  const goBack = () => {
    origin.current?.scrollIntoView({ block: 'center' })
    origin.current?.focus({ preventScroll: true })
  }
  return { box, goBack }
}

function Text({ source, quotes, active }: { source: Source; quotes: Quote[]; active?: Quote }) {
  const own = [...quotes, ...(active ? [active] : [])].filter((quote) => quote.source === source.id)
  const marks: Mark[] = [...new Map(own.map((quote) => [quoteId(quote), { id: quoteId(quote), quote }])).values()]
  const isActive = (ids: string[]) => active !== undefined && ids.includes(quoteId(active))
  return segments(source.text, marks).map(({ start, text, marks: ids, starts }) =>
    ids.length === 0 ? (
      <span key={start}>{text}</span>
    ) : (
      <mark
        key={start}
        tabIndex={starts.length ? -1 : undefined}
        data-starts={starts.join(' ') || undefined}
        className={`marked ${isActive(ids) ? 'marked-active' : ''}`}
      >
        {text}
      </mark>
    ),
  )
}

type Look = 'page' | 'large' | 'text'

/** The picture of the page that the quote stands on, when the file has one. */
function usePicture({ pages, source, active }: { pages: Pages; source?: Source; active?: Quote }) {
  const { t } = useTranslation()
  const [missing, setMissing] = useState<string>()
  const [look, setLook] = useState<Look>('page')
  const document = pages.documents.find(({ fileId }) => fileId === source?.id)
  const isOwn = source !== undefined && active?.source === source.id
  const picture = isOwn && document ? pictureOf(document, source, active) : undefined
  if (!picture || !isOwn) return { picture: undefined, isMissing: false, look, setLook }
  const src = pages.pageUrl(source.id, picture.page)
  const { part } = pageOf(source, active) ?? {}
  const name = t('source.page', { name: part?.name ?? source.label, page: part?.page ?? picture.page })
  const isMissing = missing === src
  const shown = { picture, src, name, onMissing: () => setMissing(src) }
  return { picture: isMissing ? undefined : shown, isMissing, look, setLook }
}

/** Chooses between the page as it looks, in two sizes, and its text. */
function Looks({ look, setLook }: { look: Look; setLook: (look: Look) => void }) {
  const { t } = useTranslation()
  const style =
    'min-h-9 rounded-md px-3 text-sm font-semibold text-soft hover:text-ink aria-pressed:bg-paper aria-pressed:text-ink'
  return (
    <fieldset className="m-2 mb-0 flex w-fit shrink-0 gap-1 rounded-lg bg-sunk p-1">
      <legend className="sr-only">{t('source.show_as')}</legend>
      {(['page', 'large', 'text'] as const).map((name) => (
        <button key={name} type="button" aria-pressed={name === look} onClick={() => setLook(name)} className={style}>
          {t(`source.as.${name}`)}
        </button>
      ))}
    </fieldset>
  )
}

/** The texts that were read, with every passage marked that a finding rests on; where a file has pages, the page as it looks. */
export function SourcePanel({ sources, quotes, active, pages }: Props) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<{ id: string; at?: Quote }>()
  const wanted = chosen && chosen.at === active ? chosen.id : active?.source
  const source = sources.find(({ id }) => id === wanted) ?? sources[0]
  const { picture, isMissing, look, setLook } = usePicture({ pages, source, active })
  const isPicture = picture !== undefined && look !== 'text'
  const { box, goBack } = useJump(active, isPicture)
  if (!source) return <p className="text-soft">{t('source.none')}</p>
  return (
    <section
      aria-label={t('source.title')}
      className="sheet flex max-h-[70vh] flex-col overflow-hidden lg:max-h-[calc(100vh-7rem)]"
    >
      <div className="flex shrink-0 items-center gap-1 overflow-x-auto border-b border-line p-2 scroll-quiet">
        {sources.map(({ id, label }) => (
          <button
            key={id}
            type="button"
            aria-pressed={id === source.id}
            onClick={() => setChosen({ id, at: active })}
            className="min-h-10 max-w-56 shrink-0 truncate rounded-lg px-3 text-sm font-semibold text-soft hover:bg-sunk aria-pressed:bg-sunk aria-pressed:text-ink"
          >
            {label}
          </button>
        ))}
      </div>
      {picture && <Looks look={look} setLook={setLook} />}
      {isMissing && <p className="px-5 pt-3 text-sm text-soft">{t('source.missing')}</p>}
      <section
        ref={box}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text must be reachable by keyboard
        tabIndex={0}
        aria-label={source.label}
        className={`-outline-offset-4 scroll-quiet ${isPicture ? 'relative overflow-auto p-3' : 'words overflow-y-auto p-5 whitespace-pre-wrap'}`}
      >
        {isPicture && active ? (
          <PagePicture {...picture} quote={active} isLarge={look === 'large'} box={box} />
        ) : (
          <Text source={source} quotes={quotes} active={active} />
        )}
      </section>
      {active && (
        <button
          type="button"
          onClick={goBack}
          className="link flex min-h-11 shrink-0 items-center justify-center gap-2 border-t border-line text-sm lg:hidden"
        >
          <Icon name="back" className="size-4" />
          {t('source.back')}
        </button>
      )}
    </section>
  )
}
