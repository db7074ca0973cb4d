import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Quote, Source } from '#contracts/nlp'
import { type Mark, quoteId, segments } from '../evidence.ts'
import { Icon } from './icons.tsx'

type Props = { sources: Source[]; quotes: Quote[]; active?: Quote }

/** Scrolls the text to the active mark and gives it the focus, so that sighted and blind readers both land on the words. */
function useJump(active: Quote | undefined) {
  const box = useRef<HTMLElement>(null)
  const origin = useRef<HTMLElement>(null)
  useEffect(() => {
    if (!active || !box.current) return
    const target = [...box.current.querySelectorAll<HTMLElement>('[data-starts]')].find((element) =>
      element.dataset.starts?.split(' ').includes(quoteId(active)),
    )
    if (!target) return
    origin.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
    const offset = target.getBoundingClientRect().top - box.current.getBoundingClientRect().top
    box.current.scrollTo({ top: box.current.scrollTop + offset - box.current.clientHeight / 3 })
    target.focus({ preventScroll: true })
    // Beside the findings the panel is in sight already; below them it has to come up.
    const isBeside = matchMedia('(min-width: 64rem)').matches
    box.current.parentElement?.scrollIntoView({ block: isBeside ? 'nearest' : 'start' })
  }, [active])
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

/** The texts that were read, with every passage marked that a finding rests on. */
export function SourcePanel({ sources, quotes, active }: Props) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<{ id: string; at?: Quote }>()
  const wanted = chosen && chosen.at === active ? chosen.id : active?.source
  const source = sources.find(({ id }) => id === wanted) ?? sources[0]
  const { box, goBack } = useJump(active)
  if (!source) return <p className="text-soft">{t('source.none')}</p>
  return (
    <section
      aria-label={t('source.title')}
      className="sheet flex max-h-[70vh] flex-col overflow-hidden lg:max-h-[calc(100vh-7rem)]"
    >
      <div className="flex items-center gap-1 overflow-x-auto border-b border-line p-2 scroll-quiet">
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
      <section
        ref={box}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text must be reachable by keyboard
        tabIndex={0}
        aria-label={source.label}
        className="words overflow-y-auto p-5 whitespace-pre-wrap -outline-offset-4 scroll-quiet"
      >
        <Text source={source} quotes={quotes} active={active} />
      </section>
      {active && (
        <button
          type="button"
          onClick={goBack}
          className="link flex min-h-11 items-center justify-center gap-2 border-t border-line text-sm lg:hidden"
        >
          <Icon name="back" className="size-4" />
          {t('source.back')}
        </button>
      )}
    </section>
  )
}
