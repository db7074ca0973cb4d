import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './icons.tsx'

/** A new key, shown this once. The focus goes to it, because it is what the person came for. */
export function KeySecret({ secret, onDone }: { secret: string; onDone: () => void }) {
  const { t } = useTranslation()
  const [isCopied, setCopied] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another key is another reason to look
  useEffect(() => field.current?.focus(), [secret])
  const copy = async () => {
    await navigator.clipboard.writeText(secret).then(
      () => setCopied(true),
      // Not allowed here (plain http, no permission): selected, the person can still copy by hand.
      () => field.current?.select(),
    )
  }
  return (
    <div className="mt-4 space-y-3 rounded-xl border border-warn bg-warn-soft p-4">
      <label htmlFor="key-secret" className="block font-semibold">
        {t('account.keys.secret')}
      </label>
      <input
        ref={field}
        id="key-secret"
        className="input font-mono"
        readOnly
        value={secret}
        autoComplete="off"
        aria-describedby="key-secret-note"
        onFocus={(event) => event.target.select()}
      />
      <p id="key-secret-note" className="text-[0.9375rem]">
        {t('account.keys.once')}
      </p>
      <div className="flex flex-wrap gap-2">
        <button type="button" className="button button-strong" onClick={copy} onBlur={() => setCopied(false)}>
          <Icon name={isCopied ? 'check' : 'copy'} />
          <span aria-live="polite">{t(isCopied ? 'account.keys.copied' : 'account.keys.copy')}</span>
        </button>
        <button type="button" className="button button-plain" onClick={onDone}>
          {t('account.keys.done')}
        </button>
      </div>
    </div>
  )
}
