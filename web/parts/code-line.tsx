import { Line } from './account-fields.tsx'

type Props = { label: string; hint?: string; error?: string; hasLetters?: boolean }

/** A code from a mail, an app or a list. Phones offer what has just arrived, and show digits unless letters may come. */
export function CodeLine({ label, hint, error, hasLetters = false }: Props) {
  return (
    <Line
      name="code"
      label={label}
      hint={hint}
      error={error}
      inputMode={hasLetters ? 'text' : 'numeric'}
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={40}
    />
  )
}
