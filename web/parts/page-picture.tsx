import { type RefObject, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Quote } from '#contracts/nlp'
import { type PagePicture as Picture, quoteId } from '../evidence.ts'
import { Icon } from './icons.tsx'

type Props = {
  src: string
  picture: Picture
  quote: Quote
  /** What a person calls the page: the name of the file and the number. */
  name: string
  isLarge: boolean
  /** What scrolls around the page. */
  box: RefObject<HTMLElement | null>
  onMissing: () => void
}

const share = (value: number) => `${value * 100}%`

/** Covers the quoted lines. The first one carries the words, so that whoever jumps here without seeing hears what is marked. */
function Marks({ picture, quote }: Pick<Props, 'picture' | 'quote'>) {
  const { t } = useTranslation()
  const words = <span className="sr-only">{quote.text}</span>
  if (picture.boxes.length === 0)
    return (
      <p data-starts={quoteId(quote)} tabIndex={-1} className="border-t border-line bg-paper p-3 text-sm text-soft">
        {t('source.no_place')} {words}
      </p>
    )
  return picture.boxes.map(([left, top, width, height], at) => (
    <mark
      key={`${left} ${top}`}
      data-starts={at === 0 ? quoteId(quote) : undefined}
      tabIndex={at === 0 ? -1 : undefined}
      className="page-mark"
      style={{ left: share(left), top: share(top), width: share(width), height: share(height) }}
    >
      {at === 0 && words}
    </mark>
  ))
}

/** A page of a file as it looks, with the quoted lines marked; `isLarge`, since a page on a phone is too small to read. */
export function PagePicture({ src, picture, quote, name, isLarge, box, onMissing }: Props) {
  const { t } = useTranslation()
  const [loaded, setLoaded] = useState<string>()
  const sheet = useRef<HTMLDivElement>(null)
  const isLoading = loaded !== src
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page of another size is what moves the mark
  useEffect(() => {
    const [first] = picture.boxes
    const page = sheet.current
    if (isLoading || !box.current || !page || !first) return
    // The marked line comes to the upper third, and its beginning to the edge.
    const [left, top] = [first[0] * page.clientWidth, first[1] * page.clientHeight]
    box.current.scrollTo({ left: left - 16, top: page.offsetTop + top - box.current.clientHeight / 3 })
  }, [isLoading, isLarge, quote])
  return (
    <figure className="min-w-full space-y-2" style={{ width: isLarge ? '220%' : '100%' }}>
      <figcaption className="sticky start-0 w-fit max-w-full text-sm break-words text-soft">{name}</figcaption>
      <div
        ref={sheet}
        className={`page-sheet relative overflow-hidden rounded border border-line ${isLoading ? 'page-loading aspect-[1/1.414] bg-sunk' : ''}`}
      >
        {isLoading && (
          <p role="status" className="breathe absolute inset-x-0 top-8 flex justify-center gap-2 text-sm text-soft">
            <Icon name="file" className="size-5" />
            {t('source.loading')}
          </p>
        )}
        <img
          key={src}
          src={src}
          alt={t('source.page_alt', { name })}
          referrerPolicy="no-referrer"
          onLoad={() => setLoaded(src)}
          onError={onMissing}
          className={`w-full ${isLoading ? 'opacity-0' : ''}`}
        />
        <Marks picture={picture} quote={quote} />
      </div>
    </figure>
  )
}
