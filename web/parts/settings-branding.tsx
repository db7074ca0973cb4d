import { type ChangeEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Chosen } from '../settings.ts'
import { Line } from './account-fields.tsx'
import { describedBy, Field } from './field.tsx'
import { Section } from './section.tsx'
import { useSettingsForm } from './use-settings-form.tsx'

const logoBytesMax = 150_000

type ColourProps = { name: string; label: string; hint: string; preset?: string; error?: string }

function Colour({ name, label, hint, preset, error }: ColourProps) {
  const { t } = useTranslation()
  const id = useId()
  const [text, setText] = useState(preset ?? '')
  return (
    <Field id={id} label={label} hint={hint} error={error}>
      <div className="flex gap-2">
        <input
          id={id}
          name={name}
          className="input"
          value={text}
          onChange={({ target }) => setText(target.value)}
          autoComplete="off"
          spellCheck={false}
          maxLength={7}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(id)}
        />
        <input
          type="color"
          className="input w-14 shrink-0 p-1"
          aria-label={t('settings.pick', { label })}
          value={/^#[0-9a-f]{6}$/i.test(text) ? text : '#ffffff'}
          onChange={({ target }) => setText(target.value)}
        />
      </div>
    </Field>
  )
}

type Logo = { url?: string; fault?: 'logo_kind' | 'logo_large' }

function LogoField({ logo, onChange }: { logo: Logo; onChange: (logo: Logo) => void }) {
  const { t } = useTranslation()
  const id = useId()
  const take = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0]
    if (!file) return
    if (!['image/png', 'image/jpeg', 'image/webp'].includes(file.type)) return onChange({ ...logo, fault: 'logo_kind' })
    if (file.size > logoBytesMax) return onChange({ ...logo, fault: 'logo_large' })
    const reader = new FileReader()
    reader.onload = () => onChange({ url: String(reader.result) })
    reader.readAsDataURL(file)
  }
  return (
    <Field
      id={id}
      label={t('settings.logo')}
      hint={t('settings.logo_hint')}
      error={logo.fault && t(`settings.${logo.fault}`)}
    >
      {logo.url && (
        <div className="flex flex-wrap items-center gap-4">
          <img src={logo.url} alt={t('settings.logo_shown')} className="max-h-16 max-w-full rounded-lg bg-white p-2" />
          <button type="button" className="button button-plain" onClick={() => onChange({})}>
            {t('settings.logo_remove')}
          </button>
        </div>
      )}
      <input
        id={id}
        type="file"
        accept="image/png,image/jpeg,image/webp"
        className="input py-2"
        aria-invalid={logo.fault ? true : undefined}
        aria-describedby={describedBy(id)}
        onChange={take}
      />
    </Field>
  )
}

/** In whose name the mails go out, and how the organisation looks. */
export function BrandingSettings({ settings }: { settings: Chosen }) {
  const { t } = useTranslation()
  const branding = settings.branding ?? {}
  const [logo, setLogo] = useState<Logo>({ url: branding.logo })
  const form = useSettingsForm(['senderName', 'replyTo', 'primary', 'accent'], (chosen) => ({
    branding: {
      senderName: chosen.senderName.trim() || null,
      replyTo: chosen.replyTo.trim() || null,
      primary: chosen.primary.toLowerCase() || null,
      accent: chosen.accent.toLowerCase() || null,
      logo: logo.url ?? null,
    },
  }))
  return (
    <Section icon="pen" title={t('settings.branding')}>
      <form {...form.on} className="space-y-5">
        <div className="grid gap-5 sm:grid-cols-2">
          <Line
            name="senderName"
            label={t('settings.sender')}
            hint={t('settings.sender_hint')}
            required={false}
            defaultValue={branding.senderName}
            autoComplete="off"
            maxLength={80}
            error={form.errorOf('senderName')}
          />
          <Line
            name="replyTo"
            label={t('settings.reply_to')}
            hint={t('settings.reply_to_hint')}
            required={false}
            type="email"
            defaultValue={branding.replyTo}
            autoComplete="off"
            maxLength={320}
            error={form.errorOf('replyTo')}
          />
          <Colour
            name="primary"
            label={t('settings.primary')}
            hint={t('settings.primary_hint')}
            preset={branding.primary}
            error={form.errorOf('primary')}
          />
          <Colour
            name="accent"
            label={t('settings.accent')}
            hint={t('settings.accent_hint')}
            preset={branding.accent}
            error={form.errorOf('accent')}
          />
        </div>
        <LogoField logo={logo} onChange={setLogo} />
        {form.end}
      </form>
    </Section>
  )
}
