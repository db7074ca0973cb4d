import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { type Me, meQuery } from '../account.ts'
import { factorsQuery } from '../factors.ts'
import { ConfirmWays } from './confirm-ways.tsx'
import { Notice } from './notice.tsx'

/** The organisation demands a second factor, and this person has yet to set one up, or to confirm with the one they have. */
export function OwedFactor({ owes }: { owes: NonNullable<Me['owes']> }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { data } = useQuery(factorsQuery)
  const ways = (data?.passkeys.length ?? 0) + (data?.totp ? 1 : 0)
  const look = () => client.invalidateQueries({ queryKey: meQuery.queryKey, exact: true })
  // Set up further down on this page: then everything opens.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new way is the reason to look
  useEffect(() => void look(), [ways])
  return (
    <Notice tone="warn" title={t(`account.owed.${owes}.title`)}>
      <p>{t(`account.owed.${owes}.text`)}</p>
      {owes === 'confirm' && (
        <div className="mt-4 max-w-md">
          <ConfirmWays second onDone={look} buttons={(submit) => submit} />
        </div>
      )}
    </Notice>
  )
}
