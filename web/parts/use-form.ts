import { type FormEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '../api.ts'
import { type Faults, faultsOf } from '../credentials.ts'

const focus = (form: HTMLFormElement, field: string) =>
  requestAnimationFrame(() => form.querySelector<HTMLElement>(`[name="${field}"]`)?.focus())

function valuesOf<Name extends string>(form: HTMLFormElement, fields: readonly Name[]): Record<Name, string> {
  const given = new FormData(form)
  const values = fields.map((field) => [field, String(given.get(field) ?? '')])
  return Object.fromEntries(values)
}

const problemIn = (cause: unknown) => (cause instanceof Problem ? cause : new Problem(0, 'unexpected', String(cause)))

/**
 * A short form whose fields the browser keeps, so that password managers can fill them: checked, sent, and what is wrong shown at the field it is about.
 *
 * @param fields names of the fields, in the order of the page
 * @param send sends them; what it throws is shown
 * @param fieldsOf which field a refusal of the server is about, by its code
 */
export function useForm<Name extends string>(
  fields: readonly Name[],
  send: (values: Record<Name, string>) => Promise<unknown>,
  fieldsOf: Partial<Record<string, Name>> = {},
) {
  const { t } = useTranslation()
  const [faults, setFaults] = useState<Faults>({})
  const [refusal, setRefusal] = useState<{ text: string; field?: Name }>()
  const [isPending, setPending] = useState(false)
  const isBusy = useRef(false)

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    if (isBusy.current) return
    const values = valuesOf(form, fields)
    const found = faultsOf(values)
    setFaults(found)
    setRefusal(undefined)
    const first = fields.find((field) => found[field])
    if (first) return focus(form, first)
    isBusy.current = true
    setPending(true)
    try {
      await send(values)
    } catch (cause) {
      const problem = problemIn(cause)
      const text = problem.code === 'network' ? t('account.unreachable') : problem.message
      const field = fieldsOf[problem.code]
      setRefusal({ text: text || t('send.problem.other', { status: problem.status }), field })
      if (field) focus(form, field)
    } finally {
      isBusy.current = false
      setPending(false)
    }
  }
  const errorOf = (field: Name): string | undefined =>
    faults[field] ? t(`account.fault.${faults[field]}`) : refusal?.field === field ? refusal.text : undefined
  // What is being mended is no longer wrong; whether it is right now is said when it is sent.
  const edit = ({ target }: FormEvent<HTMLFormElement>) => {
    const { name } = target as HTMLInputElement
    if (faults[name]) setFaults({ ...faults, [name]: undefined })
    if (refusal?.field === name) setRefusal(undefined)
  }
  const refused = refusal?.field ? undefined : refusal?.text
  return { on: { noValidate: true, onSubmit: submit, onChange: edit }, isPending, errorOf, refused }
}
