import { useTranslation } from 'react-i18next'

const standard = ['owner', 'admin', 'member', 'client', 'auditor'] as const

/** The name of a role for people: ours are translated, those of an organisation's own stay as they were named. */
export function useRoleName(): (role: string) => string {
  const { t } = useTranslation()
  return (role) => {
    const known = standard.find((name) => name === role)
    return known ? t(`account.role.${known}`) : role
  }
}
