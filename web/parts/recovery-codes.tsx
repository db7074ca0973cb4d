import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './icons.tsx'

/** New recovery codes, shown this once. The focus goes to them, because nothing is more important now. */
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useTranslation()
  const [isCopied, setCopied] = useState(false)
  const box = useRef<HTMLTextAreaElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: other codes are another reason to look
  useEffect(() => box.current?.focus(), [codes])
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join('\n')).then(
      () => setCopied(true),
      // Not allowed here (plain http, no permission): selected, the person can still copy by hand.
      () => box.current?.select(),
    )
  }
  return (
    <div className="mt-4 space-y-3 rounded-xl border border-warn bg-warn-soft p-4">
      <label htmlFor="recovery-codes" className="block font-semibold">
        {t('account.factors.codes')}
      </label>
      <textarea
        ref={box}
        id="recovery-codes"
        className="input h-auto resize-none px-3 font-mono text-sm"
        rows={codes.length}
        readOnly
        value={codes.join('\n')}
        autoComplete="off"
        aria-describedby="recovery-codes-note"
        onFocus={(event) => event.target.select()}
      />
      <p id="recovery-codes-note" className="text-[0.9375rem]">
        {t('account.factors.codes_text')}
      </p>
      <div className="flex flex-wrap gap-2">
        <button type="button" className="button button-strong" onClick={copy} onBlur={() => setCopied(false)}>
          <Icon name={isCopied ? 'check' : 'copy'} />
          <span aria-live="polite">{t(isCopied ? 'account.factors.copied' : 'account.factors.copy')}</span>
        </button>
        <button type="button" className="button button-plain" onClick={onDone}>
          {t('account.factors.codes_kept')}
        </button>
      </div>
    </div>
  )
}
