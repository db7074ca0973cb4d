import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '../api.ts'
import { progressOf } from '../attachments.ts'
import { check, type Faults, fieldOf, firstFault } from '../check.ts'
import { isEmptyDraft } from '../draft.ts'
import { Consent } from '../parts/consent.tsx'
import { ContactFields } from '../parts/contact-fields.tsx'
import { Describe } from '../parts/describe.tsx'
import { Dropzone } from '../parts/dropzone.tsx'
import { FileList } from '../parts/file-list.tsx'
import { Recorder } from '../parts/recorder.tsx'
import { Section } from '../parts/section.tsx'
import { SendBar } from '../parts/send-bar.tsx'
import { forgetDraft, useDraft } from '../parts/use-draft.ts'
import { inOrder, type Sending, useSend } from '../parts/use-send.ts'
import { useTitle } from '../parts/use-title.ts'

/** Waits for the next frame, because the fields are disabled until the failed sending has been rendered. */
const focus = (field: string | undefined) => {
  if (field) requestAnimationFrame(() => document.getElementById(field)?.focus())
}

/** Everything that happens on "send": check, send, and go to the request or to the field that is wrong. */
function useSubmit(form: ReturnType<typeof useDraft>, hasConsent: boolean) {
  const [faults, setFaults] = useState<Faults>({})
  const { sending, start, stop } = useSend(form)
  const navigate = useNavigate()
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const honeypot = String(new FormData(event.currentTarget).get('website') ?? '')
    const found = check(form.draft, form.attached.length > 0, hasConsent)
    setFaults(found)
    if (firstFault(found)) return focus(firstFault(found))
    const answer = await start(honeypot)
    if (answer instanceof Problem) return focus(fieldOf(answer.code))
    // The address changes at once, so a tab that dies from here on still knows the request.
    navigate({ to: '/requests/$id', params: { id: answer.id }, hash: `token=${encodeURIComponent(answer.token)}` })
    forgetDraft()
  }
  const forget = (field: keyof Faults) => setFaults((before) => ({ ...before, [field]: undefined }))
  return { faults, forget, sending, submit, stop }
}

/** How much of each attached file has been sent, in the order they are listed. */
function sentOf(sending: Sending, form: ReturnType<typeof useDraft>): number[] | undefined {
  if (sending.state !== 'sending') return
  const parts = inOrder(form.attached)
  const sent = progressOf(
    parts.map(({ blob }) => blob.size),
    sending.loaded,
    sending.total,
  )
  return sent.filter((_, index) => parts[index]?.role === 'file')
}

function DraftNote({ form }: { form: ReturnType<typeof useDraft> }) {
  const { t } = useTranslation()
  if (isEmptyDraft(form.draft) && form.attached.length === 0)
    return <p className="text-sm text-soft">{t('form.draft.empty')}</p>
  return (
    <p className="flex flex-wrap items-center gap-x-3 text-sm text-soft">
      {t('form.draft.kept')}
      <button type="button" className="link min-h-8" onClick={() => form.clear()}>
        {t('form.draft.clear')}
      </button>
    </p>
  )
}

/** The request form. */
export function NewRequest() {
  const { t } = useTranslation()
  useTitle(t('form.title'))
  const form = useDraft()
  const [hasConsent, setConsent] = useState(false)
  const { faults, forget, sending, submit, stop } = useSubmit(form, hasConsent)
  const edit: typeof form.edit = (patch) => {
    if ('description' in patch) forget('description')
    if ('contactValue' in patch || 'contactType' in patch) forget('contactValue')
    form.edit(patch)
  }
  const contactError = faults.contactValue && t(`form.fault.${faults.contactValue}` as 'form.fault.contact_email')
  const isSending = sending.state === 'sending'
  return (
    <div className="page py-10 sm:py-14">
      <header className="max-w-2xl space-y-3 pb-8">
        <h1 className="text-4xl font-extrabold tracking-tight sm:text-5xl">{t('form.title')}</h1>
        <p className="text-lg text-soft">{t('form.lead')}</p>
      </header>
      <form noValidate onSubmit={submit} className="grid items-start gap-6 lg:grid-cols-[1fr_24rem] lg:gap-8">
        <fieldset disabled={isSending} className="min-w-0 space-y-6">
          <Describe
            text={form.draft.description}
            fault={faults.description}
            onEdit={(description) => edit({ description })}
          />
          <Section icon="mic" title={t('voice.title')} note={t('form.optional')}>
            <Recorder voice={form.attached.find(({ role }) => role === 'voice')} onVoice={form.setVoice} />
          </Section>
          <Section icon="clip" title={t('files.title')} note={t('form.optional')}>
            <Dropzone onFiles={form.addFiles} />
            <FileList
              files={form.attached.filter(({ role }) => role === 'file')}
              refused={form.refused}
              sent={sentOf(sending, form)}
              onRemove={form.remove}
            />
          </Section>
        </fieldset>
        <div className="sheet min-w-0 space-y-6 p-5 sm:p-6 lg:sticky lg:top-6">
          <fieldset disabled={isSending} className="min-w-0 space-y-6">
            <h2 className="text-xl font-bold">{t('form.where')}</h2>
            <ContactFields draft={form.draft} error={contactError} onEdit={edit} />
            <Consent
              isGiven={hasConsent}
              hasFault={Boolean(faults.consent)}
              onChange={(given) => {
                setConsent(given)
                forget('consent')
              }}
            />
          </fieldset>
          <SendBar sending={sending} onStop={stop} />
          <DraftNote form={form} />
        </div>
      </form>
    </div>
  )
}
