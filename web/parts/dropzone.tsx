import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accept, limits } from '../attachments.ts'
import { bytes } from '../format.ts'
import { Icon } from './icons.tsx'

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

/** Takes files dropped anywhere on the page: a drop that misses a small target would make the browser leave the page. */
function usePageDrop(onFiles: (files: File[]) => void): boolean {
  const [isOver, setOver] = useState(false)
  const take = useRef(onFiles)
  take.current = onFiles
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false)
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(false)
      take.current([...(event.dataTransfer?.files ?? [])])
    }
    addEventListener('dragover', over)
    addEventListener('dragleave', leave)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', over)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', drop)
    }
  }, [])
  return isOver
}

/** Chooses files by button, keyboard or drag and drop. */
export function Dropzone({ onFiles }: { onFiles: (files: File[]) => void }) {
  const { t, i18n } = useTranslation()
  const isOver = usePageDrop(onFiles)
  const limit = {
    count: limits.filesMax,
    each: bytes(limits.fileBytesMax, i18n.language),
    all: bytes(limits.totalBytesMax, i18n.language),
  }
  return (
    <label
      className={`flex flex-col items-center gap-1.5 rounded-xl border-2 border-dashed px-4 py-6 text-center has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-link ${isOver ? 'border-link bg-mark-soft' : 'border-edge hover:bg-sunk'}`}
    >
      <input
        type="file"
        multiple
        accept={accept}
        className="sr-only"
        aria-describedby="files-hint"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <span className="inline-flex items-center gap-2 font-semibold text-link">
        <Icon name="clip" />
        {t(isOver ? 'files.drop' : 'files.choose')}
      </span>
      <span id="files-hint" className="max-w-md text-sm text-soft">
        {t('files.hint', limit)}
      </span>
    </label>
  )
}
