import { Toggle } from '@base-ui/react/toggle'
import { ToggleGroup } from '@base-ui/react/toggle-group'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Analysis } from '#contracts/nlp'
import type { Prototype } from '#contracts/prototype'
import { versionsQuery } from '../api.ts'
import { Block, Method } from './block.tsx'
import { ChangeForm } from './change-form.tsx'
import { Frame, type FrameWidth } from './frame.tsx'
import { Icon } from './icons.tsx'
import { Inbox, Versions } from './prototype-versions.tsx'

type Props = { prototype: Prototype; features: Analysis['features'] }
type ViewProps = Props & { requestId: string; token: string }

function WidthSwitch({ width, onWidth }: { width: FrameWidth; onWidth: (width: FrameWidth) => void }) {
  const { t } = useTranslation()
  return (
    <ToggleGroup
      value={[width]}
      onValueChange={([next]) => next && onWidth(next as FrameWidth)}
      aria-label={t('prototype.width')}
      className="inline-flex rounded-lg border border-edge p-0.5"
    >
      {(['phone', 'desktop'] as const).map((name) => (
        <Toggle
          key={name}
          value={name}
          className="inline-flex min-h-10 items-center gap-2 rounded-md px-3 font-semibold text-soft data-pressed:bg-brand data-pressed:text-on-brand"
        >
          <Icon name={name} />
          {t(`prototype.${name}`)}
        </Toggle>
      ))}
    </ToggleGroup>
  )
}

/** Which features are on which page, and which on none. */
function Coverage({ prototype, features }: Props) {
  const { t } = useTranslation()
  const nameOf = (id: string) => features.find((feature) => feature.id === id)?.name ?? id
  // Six pages of projects that say the same six times would hide the others.
  const listed = prototype.pages.filter(({ parent, covers }) => !parent || covers.length > 0)
  const because = (id: string) => prototype.missing?.find(({ featureId }) => featureId === id)?.because
  return (
    <Block title={t('prototype.pages')}>
      <ul className="sheet divide-y divide-line">
        {listed.map(({ path, title, covers }) => (
          <li key={path} className="grid gap-x-6 px-4 py-3 sm:grid-cols-[14rem_1fr] sm:px-5">
            <span className="font-semibold">{title}</span>
            <span className="text-soft first-letter:uppercase">
              {covers.length ? covers.map(nameOf).join(' · ') : t('prototype.covers_none')}
            </span>
          </li>
        ))}
        {prototype.uncovered.length > 0 && (
          <li className="grid gap-x-6 px-4 py-3 sm:grid-cols-[14rem_1fr] sm:px-5">
            <span className="font-semibold text-warn">{t('prototype.uncovered')}</span>
            <ul className="space-y-1">
              {prototype.uncovered.map((id) => (
                <li key={id} className="first-letter:uppercase">
                  {nameOf(id)}
                  {because(id) && <span className="text-soft"> – {because(id)}</span>}
                </li>
              ))}
            </ul>
          </li>
        )}
      </ul>
    </Block>
  )
}

/** Whose words the pages use. */
function Words({ prototype }: { prototype: Prototype }) {
  const { t } = useTranslation()
  const ours = prototype.texts.filter(({ source }) => source === 'proposal')
  const count = { yours: prototype.texts.length - ours.length, ours: ours.length }
  return (
    <Block title={t('prototype.words')} note={t('prototype.words_note', count)}>
      {ours.length > 0 && (
        <details className="sheet px-4 sm:px-5">
          <summary className="link flex min-h-12 items-center">{t('prototype.ours')}</summary>
          <ul className="list-disc space-y-1 ps-5 pb-4">
            {ours.map(({ slot, text }) => (
              <li key={slot}>{text}</li>
            ))}
          </ul>
        </details>
      )}
    </Block>
  )
}

/** The prototype in a sandbox, at the width of a phone or a desktop; its versions, what can be changed, and its inbox. */
export function PrototypeView({ prototype, features, requestId, token }: ViewProps) {
  const { t } = useTranslation()
  const [width, setWidth] = useState<FrameWidth>(() => (matchMedia('(min-width: 64rem)').matches ? 'desktop' : 'phone'))
  const { data } = useQuery(versionsQuery(requestId, token))
  const [chosen, choose] = useState<number>()
  const versions = data?.versions ?? []
  const shown = versions.find(({ version }) => version === chosen) ?? versions[0] ?? prototype
  return (
    <div className="space-y-10">
      <div className="space-y-4">
        <div className="flex flex-wrap items-center gap-2">
          <WidthSwitch width={width} onWidth={setWidth} />
          <a
            className="button button-plain flex-1 sm:ms-auto sm:flex-none"
            href={shown.path}
            target="_blank"
            rel="noreferrer"
          >
            <Icon name="open" />
            {t('prototype.open')}
          </a>
          <a className="button button-plain flex-1 sm:flex-none" href={shown.zipPath} download>
            <Icon name="download" />
            {t('prototype.zip')}
          </a>
        </div>
        <Frame src={shown.path} width={width} title={t('prototype.frame', { version: shown.version })} />
      </div>
      {data && (
        <>
          <ChangeForm requestId={requestId} token={token} left={data.left} onMade={choose} />
          <Versions {...{ requestId, token, versions, shown: shown.version }} onShow={choose} />
          <Inbox requestId={requestId} token={token} />
        </>
      )}
      <Coverage prototype={prototype} features={features} />
      <Words prototype={prototype} />
      <Method>
        {t('prototype.made', {
          template: prototype.template.id,
          version: prototype.template.version,
          reasons: [...prototype.template.reasons, ...(prototype.look ?? [])].join(' '),
        })}
      </Method>
    </div>
  )
}
