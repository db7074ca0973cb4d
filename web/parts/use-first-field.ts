import { type RefObject, useEffect, useRef } from 'react'

/** Puts the focus into the first empty field of a form that took the place of another: it is what comes next. */
export function useFirstField(): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    const fields = [...(form.current?.querySelectorAll<HTMLInputElement>('input:not([readonly])') ?? [])]
    ;(fields.find(({ value }) => !value) ?? fields[0])?.focus()
  }, [])
  return form
}
