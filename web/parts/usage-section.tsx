import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { bytes, day, duration } from '../format.ts'
import { type Usage, usageQuery } from '../settings.ts'
import { Refused } from './account-fields.tsx'
import { Tag } from './block.tsx'
import { Section } from './section.tsx'

type Used = Usage['usage'][number]

function amount(limit: Used['limit'], value: number, language: string): string {
  if (limit === 'storageBytes') return bytes(value, language)
  if (limit === 'functionMsPerMonth') return duration(value, language)
  return value.toLocaleString(language)
}

/** What is used of one limit. The bar repeats the words for the eye alone. */
function Row({ used: { limit, used, max, state, resets } }: { used: Used }) {
  const { t, i18n } = useTranslation()
  const of = (value: number) => amount(limit, value, i18n.language)
  const share = used === undefined || !max ? 0 : Math.min(1, used / max)
  const isTight = state === 'near' || state === 'reached'
  return (
    <li className="space-y-2 py-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h3 className="flex flex-wrap items-center gap-2 font-semibold">
          {t(`usage.limit.${limit}`)}
          {isTight && <Tag strong>{t(`usage.${state}`)}</Tag>}
        </h3>
        <p>
          {used === undefined
            ? t(max === undefined ? 'usage.unlimited' : 'usage.at_most', { max: of(max ?? 0) })
            : t(max === undefined ? 'usage.used' : 'usage.used_of', { used: of(used), max: of(max ?? 0) })}
        </p>
      </div>
      {used !== undefined && max !== undefined && (
        <div aria-hidden="true" className="h-2 overflow-hidden rounded-full bg-sunk">
          <div className="h-full bg-brand" style={{ width: `${share * 100}%` }} />
        </div>
      )}
      <p className="text-sm text-soft">
        {t(`usage.about.${limit}`)}
        {used !== undefined && resets && ` ${t('usage.resets', { day: day(resets.slice(0, 10), i18n.language) })}`}
      </p>
    </li>
  )
}

/** The plan of the organisation, and how near its limits are. */
export function UsageSection() {
  const { t } = useTranslation()
  const { data, error } = useQuery(usageQuery)
  return (
    <Section icon="file" title={t('usage.title')} note={data?.plan.title}>
      <Refused error={error} />
      {!data && !error && <p className="text-soft">{t('shell.loading')}</p>}
      {data && (
        <ul className="-my-3 divide-y divide-line">
          {data.usage.map((used) => (
            <Row key={used.limit} used={used} />
          ))}
        </ul>
      )}
    </Section>
  )
}
