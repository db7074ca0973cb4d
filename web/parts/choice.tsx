import { type SelectHTMLAttributes, useId } from 'react'
import { describedBy, Field } from './field.tsx'

type Props = SelectHTMLAttributes<HTMLSelectElement> & {
  name: string
  label: string
  hint?: string
  error?: string
  /** What is shown for having chosen nothing, where that is possible. */
  none?: string
  options: { value: string; text: string }[]
}

/** One of many, in the browser's own list, which a phone shows well. */
export function Choice({ label, hint, error, none, options, ...select }: Props) {
  const id = useId()
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      <select
        {...select}
        id={id}
        className="input"
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id)}
      >
        {none !== undefined && <option value="">{none}</option>}
        {options.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Field>
  )
}
