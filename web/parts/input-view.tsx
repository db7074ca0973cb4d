import { useTranslation } from 'react-i18next'
import type { Results } from '#contracts/orchestrator'
import type { RequestFile, Submission } from '#contracts/submission'
import { fileUrl } from '../api.ts'
import { bytes } from '../format.ts'
import { Block, Tag } from './block.tsx'
import { Icon } from './icons.tsx'
import { Notice } from './notice.tsx'
import { Player } from './player.tsx'
import { TranscriptText } from './transcript.tsx'

type Props = { submission: Submission; results: Results; token: string }

/** The recording, and what could be made of it. */
function Voice({ submission, results, token, file }: Props & { file: RequestFile }) {
  const { t } = useTranslation()
  const { transcript } = results
  const reason = transcript?.reason ?? submission.steps.find(({ name }) => name === 'voice')?.reason
  return (
    <Block title={t('input.voice')}>
      <div className="sheet space-y-4 p-4 sm:p-5">
        <Player src={fileUrl(submission.id, token, file.id)} seconds={transcript?.durationS} label={t('input.voice')} />
        <TranscriptText submission={submission} transcript={transcript} token={token} />
      </div>
      {!transcript?.text && reason && (
        <Notice tone="warn" title={t('input.not_transcribed')}>
          {reason}
        </Notice>
      )}
    </Block>
  )
}

function FileRow({ submission, results, token, file }: Props & { file: RequestFile }) {
  const { t, i18n } = useTranslation()
  const read = results.documents.find(({ fileId }) => fileId === file.id)
  return (
    <li className="space-y-1.5 px-4 py-3.5 sm:px-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Icon name="file" className="size-5 text-soft" />
        <a
          className="link min-w-0 break-all"
          href={fileUrl(submission.id, token, file.id)}
          download={file.name}
          referrerPolicy="no-referrer"
        >
          {file.name}
        </a>
        <span className="text-sm text-soft">{bytes(file.bytes, i18n.language)}</span>
        {read && <Tag strong={read.understood === 'full'}>{t(`input.understood.${read.understood}`)}</Tag>}
      </div>
      {read && read.unread.length > 0 && (
        <ul className="list-disc ps-5 text-[0.9375rem] text-soft">
          {read.unread.map(({ where, reason }) => (
            <li key={where + reason}>
              {where}: {reason}
            </li>
          ))}
        </ul>
      )}
      {read && read.understood !== 'none' && (
        <p className="text-sm text-soft">{t('input.read_by', { method: read.method })}</p>
      )}
    </li>
  )
}

/** What the customer sent, exactly as it was stored. */
export function InputView(props: Props) {
  const { t } = useTranslation()
  const { submission } = props
  const voice = submission.files.find(({ role }) => role === 'voice')
  const files = submission.files.filter(({ role }) => role === 'file')
  const hasMore = voice !== undefined || files.length > 0
  return (
    <div className={`grid items-start gap-10 ${submission.description && hasMore ? 'lg:grid-cols-2' : 'max-w-3xl'}`}>
      {submission.description && (
        <Block title={t('input.text')}>
          <div className="sheet words p-5 whitespace-pre-wrap">{submission.description}</div>
        </Block>
      )}
      {hasMore && (
        <div className="min-w-0 space-y-10">
          {voice && <Voice {...props} file={voice} />}
          {files.length > 0 && (
            <Block title={t('input.files')}>
              <ul className="sheet divide-y divide-line">
                {files.map((file) => (
                  <FileRow key={file.id} {...props} file={file} />
                ))}
              </ul>
            </Block>
          )}
        </div>
      )}
    </div>
  )
}
