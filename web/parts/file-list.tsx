import { useTranslation } from 'react-i18next'
import { limits } from '../attachments.ts'
import type { Attachment } from '../draftstore.ts'
import { bytes, percent } from '../format.ts'
import { Icon } from './icons.tsx'
import { Notice } from './notice.tsx'
import type { Refused } from './use-draft.ts'

type RowProps = { file: Attachment; sent?: number; onRemove: () => void }

function Row({ file, sent, onRemove }: RowProps) {
  const { t, i18n } = useTranslation()
  return (
    <li className="py-1.5">
      <div className="flex items-center gap-3">
        <Icon name="file" className="size-5 text-soft" />
        <span className="min-w-0 flex-1 truncate font-medium" title={file.name}>
          {file.name}
        </span>
        <span className="text-sm text-soft">
          {sent === undefined ? bytes(file.blob.size, i18n.language) : percent(sent, i18n.language)}
        </span>
        <button
          type="button"
          className="-me-2 inline-flex size-11 items-center justify-center rounded-lg hover:bg-sunk disabled:invisible"
          aria-label={t('files.remove', { name: file.name })}
          disabled={sent !== undefined}
          onClick={onRemove}
        >
          <Icon name="cross" className="size-4" />
        </button>
      </div>
      {sent !== undefined && (
        <span className="block h-1 overflow-hidden rounded-full bg-line">
          <span className="block h-full bg-link" style={{ width: `${sent * 100}%` }} />
        </span>
      )}
    </li>
  )
}

type Props = { files: Attachment[]; refused: Refused[]; sent?: number[]; onRemove: (id: string) => void }

/** Attached files with what has been sent of each, and below them what was refused and why. */
export function FileList({ files, refused, sent, onRemove }: Props) {
  const { t, i18n } = useTranslation()
  const values = {
    count: limits.filesMax,
    each: bytes(limits.fileBytesMax, i18n.language),
    all: bytes(limits.totalBytesMax, i18n.language),
  }
  return (
    <>
      {files.length > 0 && (
        <ul className="mt-3 divide-y divide-line" aria-label={t('files.list')}>
          {files.map((file, index) => (
            <Row key={file.id} file={file} sent={sent?.[index]} onRemove={() => onRemove(file.id)} />
          ))}
        </ul>
      )}
      {refused.length > 0 && (
        <div className="mt-3">
          <Notice tone="warn" title={t('files.refused')}>
            <ul className="space-y-0.5">
              {refused.map(({ name, reason }) => (
                <li key={name}>
                  <strong className="font-semibold break-all">{name}</strong>: {t(`files.reason.${reason}`, values)}
                </li>
              ))}
            </ul>
          </Notice>
        </div>
      )}
    </>
  )
}
