import { useTranslation } from 'react-i18next'
import { limits } from '../attachments.ts'
import type { Attachment } from '../draftstore.ts'
import { clock } from '../format.ts'
import { Icon } from './icons.tsx'
import { Notice } from './notice.tsx'
import { Player, useBlobUrl } from './player.tsx'
import { useRecorder } from './use-recorder.ts'

const bars = Array.from({ length: 40 }, (_, index) => index / 40)

/** Loudness as a row of bars, so that a speaker sees that the microphone hears something. */
function Level({ level }: { level: number }) {
  const { t } = useTranslation()
  return (
    <div className="min-w-0 flex-1">
      <meter className="sr-only" aria-label={t('voice.level')} min={0} max={100} value={Math.round(level * 100)} />
      <div aria-hidden="true" className="flex h-8 items-center gap-[3px] sm:gap-1">
        {bars.map((from) => (
          <span key={from} className={`h-full flex-1 rounded-full ${level > from ? 'bg-link' : 'bg-line'}`} />
        ))}
      </div>
    </div>
  )
}

function Recording({ seconds, level, onStop }: { seconds: number; level: number; onStop: () => void }) {
  const { t } = useTranslation()
  return (
    <div className="space-y-3">
      <div className="flex items-center gap-4">
        <span className="breathe size-3 shrink-0 rounded-full bg-bad" />
        <span className="min-w-[4.5ch] text-2xl font-bold" role="timer">
          {clock(seconds)}
        </span>
        <Level level={level} />
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <button type="button" className="button button-strong" onClick={onStop}>
          <Icon name="stop" />
          {t('voice.stop')}
        </button>
        <p className="text-sm text-soft">{t('voice.left', { time: clock(limits.voiceSecondsMax - seconds) })}</p>
      </div>
    </div>
  )
}

function Recorded({ voice, onAgain, onRemove }: { voice: Attachment; onAgain: () => void; onRemove: () => void }) {
  const { t } = useTranslation()
  const url = useBlobUrl(voice.blob)
  return (
    <div className="space-y-3">
      {url && <Player src={url} seconds={voice.seconds} label={t('voice.yours')} />}
      <div className="flex flex-wrap gap-2">
        <button type="button" className="button button-plain" onClick={onAgain}>
          <Icon name="again" />
          {t('voice.again')}
        </button>
        <button type="button" className="button button-plain" onClick={onRemove}>
          <Icon name="cross" />
          {t('voice.remove')}
        </button>
      </div>
    </div>
  )
}

type Props = { voice?: Attachment; onVoice: (voice: Attachment | undefined) => void }

/** Records a voice note, plays it back, and takes it again. */
export function Recorder({ voice, onVoice }: Props) {
  const { t } = useTranslation()
  const recorder = useRecorder((blob, seconds) => {
    const extension = blob.type.includes('mp4') ? 'm4a' : blob.type.includes('ogg') ? 'ogg' : 'webm'
    onVoice({ id: 'voice', role: 'voice', name: `voice-note.${extension}`, type: blob.type, blob, seconds })
  })
  if (recorder.state === 'recording')
    return <Recording seconds={recorder.seconds} level={recorder.level} onStop={recorder.stop} />
  return (
    <div className="space-y-3">
      {voice ? (
        <Recorded key={voice.blob.size} voice={voice} onAgain={recorder.start} onRemove={() => onVoice(undefined)} />
      ) : (
        <button
          type="button"
          className="button button-plain"
          disabled={recorder.state === 'asking'}
          onClick={recorder.start}
        >
          <Icon name="mic" />
          {t(recorder.state === 'asking' ? 'voice.asking' : 'voice.start')}
        </button>
      )}
      {recorder.trouble && (
        <Notice tone="warn" title={t(`voice.trouble.${recorder.trouble}.title`)}>
          {t(`voice.trouble.${recorder.trouble}.text`)}
        </Notice>
      )}
    </div>
  )
}
