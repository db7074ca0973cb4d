import { type RefObject, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { clock } from '../format.ts'
import { Icon } from './icons.tsx'

/** Far behind the end of any recording: seeking there makes the browser find the end. */
const beyondSeconds = 1e9

/** Finds the duration. Recordings made in browsers carry none: then the browser is sent to the end once, and back. */
function useLength(audio: RefObject<HTMLAudioElement | null>, given: number | undefined) {
  const isProbing = useRef(false)
  const [length, setLength] = useState(given)
  const measure = () => {
    if (!audio.current) return
    const found = audio.current.duration
    if (Number.isFinite(found)) {
      if (found > 0) setLength(found)
      if (isProbing.current) audio.current.currentTime = 0
      isProbing.current = false
    } else if (given === undefined && !isProbing.current) {
      isProbing.current = true
      audio.current.currentTime = beyondSeconds
    }
  }
  return { length, measure, isProbing }
}

function usePlayback(seconds: number | undefined) {
  const audio = useRef<HTMLAudioElement>(null)
  const [isPlaying, setPlaying] = useState(false)
  const [isBroken, setBroken] = useState(false)
  const [at, setAt] = useState(0)
  const { length, measure, isProbing } = useLength(audio, seconds)
  const events = {
    onPlay: () => setPlaying(true),
    onPause: () => setPlaying(false),
    onError: () => setBroken(true),
    onTimeUpdate: () => !isProbing.current && setAt(audio.current?.currentTime ?? 0),
    onLoadedMetadata: measure,
    onDurationChange: measure,
  }
  const toggle = () => (isPlaying ? audio.current?.pause() : audio.current?.play().catch(() => setBroken(true)))
  const seek = (to: number) => {
    if (audio.current) audio.current.currentTime = to
    setAt(to)
  }
  return { audio, events, isPlaying, isBroken, at, length, toggle, seek }
}

/** Plays a recording: one button, a position that can be moved, and the time. */
export function Player({ src, seconds, label }: { src: string; seconds?: number; label: string }) {
  const { t } = useTranslation()
  const { audio, events, isPlaying, isBroken, at, length, toggle, seek } = usePlayback(seconds)
  if (isBroken) return <p className="text-soft">{t('player.broken')}</p>
  return (
    <div className="flex items-center gap-3">
      <audio ref={audio} src={src} preload="metadata" {...events} />
      <button
        type="button"
        className="inline-flex size-11 shrink-0 items-center justify-center rounded-full bg-brand text-on-brand hover:bg-brand-strong"
        aria-label={t(isPlaying ? 'player.pause' : 'player.play', { label })}
        onClick={toggle}
      >
        <Icon name={isPlaying ? 'pause' : 'play'} />
      </button>
      <input
        type="range"
        className="h-6 min-w-0 flex-1 accent-link"
        aria-label={t('player.position', { label })}
        aria-valuetext={clock(at)}
        min={0}
        max={length ?? Math.max(at, 1)}
        step={0.1}
        value={at}
        disabled={length === undefined}
        onChange={(event) => seek(Number(event.target.value))}
      />
      <span className="text-sm text-soft">
        {clock(at)}
        {length !== undefined && ` / ${clock(length)}`}
      </span>
    </div>
  )
}

/** An address for a blob, given back when it is no longer shown. */
export function useBlobUrl(blob: Blob): string | undefined {
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    const made = URL.createObjectURL(blob)
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [blob])
  return url
}
