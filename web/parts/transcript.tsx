import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Transcript } from '#contracts/asr'
import type { Submission } from '#contracts/submission'
import { correctTranscript } from '../api.ts'
import { isFinal } from '../live.ts'
import { Icon } from './icons.tsx'
import { Notice } from './notice.tsx'

const charactersMax = 100_000

/** The text with the words marked that the recogniser itself doubts. */
function Words({ transcript }: { transcript: Transcript }) {
  const { text, words = [] } = transcript
  const doubtful = words.filter(({ isDoubtful }) => isDoubtful)
  return (
    <p className="words whitespace-pre-wrap">
      {doubtful.map(({ start, end }, i) => (
        <span key={start}>
          {text.slice(doubtful[i - 1]?.end ?? 0, start)}
          <mark className="marked">{text.slice(start, end)}</mark>
        </span>
      ))}
      {text.slice(doubtful.at(-1)?.end ?? 0)}
    </p>
  )
}

function Editor({ id, token, text, close }: { id: string; token: string; text: string; close(): void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [draft, setDraft] = useState(text)
  const field = useId()
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => correctTranscript(id, token, draft),
    onSuccess: (fresh) => {
      client.setQueryData(['submission', id], fresh)
      close()
    },
  })
  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault()
        mutate()
      }}
    >
      <label htmlFor={field} className="font-bold">
        {t('transcript.label')}
      </label>
      <p className="text-sm text-soft">{t('transcript.hint')}</p>
      <textarea
        id={field}
        className="input words min-h-40 w-full"
        value={draft}
        maxLength={charactersMax}
        onChange={(event) => setDraft(event.target.value)}
      />
      {error && (
        <Notice tone="bad" title={t('transcript.refused')}>
          {error.message}
        </Notice>
      )}
      <div className="flex flex-wrap gap-2">
        <button type="submit" className="button button-strong" disabled={isPending || draft.trim() === ''}>
          {t('transcript.save')}
        </button>
        <button type="button" className="button button-plain" onClick={close}>
          {t('transcript.keep')}
        </button>
      </div>
    </form>
  )
}

/** What the recording says, where that comes from, and a way to put it right when the run has ended. */
export function TranscriptText(props: { submission: Submission; transcript: Transcript | undefined; token: string }) {
  const { submission, transcript, token } = props
  const { t } = useTranslation()
  const [isEditing, setEditing] = useState(false)
  const text = transcript?.text ?? ''
  if (isEditing) return <Editor id={submission.id} token={token} text={text} close={() => setEditing(false)} />
  const isByCustomer = transcript?.method === 'customer'
  return (
    <>
      {transcript?.quality === 'check' && (
        <Notice tone="warn" title={t('transcript.check.title')}>
          {t('transcript.check.text')}
        </Notice>
      )}
      {text && <Words transcript={transcript!} />}
      {text && (
        <p className="text-sm text-soft">
          {isByCustomer ? t('transcript.by_you') : t('input.transcribed', { method: transcript!.method })}
          {transcript?.words?.some(({ isDoubtful }) => isDoubtful) && ` ${t('transcript.marked')}`}
          {transcript?.heardS !== undefined &&
            ` ${t('transcript.heard', { minutes: Math.round(transcript.heardS / 60) })}`}
        </p>
      )}
      {isFinal(submission.status) && (
        <button type="button" className="button button-plain" onClick={() => setEditing(true)}>
          <Icon name="again" />
          {text ? t('transcript.correct') : t('transcript.write')}
        </button>
      )}
    </>
  )
}
