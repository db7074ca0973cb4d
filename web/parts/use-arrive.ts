import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useRouterState } from '@tanstack/react-router'
import { safeReturn } from '../session.ts'
import { tokenOf } from '../token.ts'

/** Goes on after signing in. What was kept of whoever was here before is dropped, and the page with the secret leaves the history. */
export function useArrive(): (back?: string) => Promise<void> {
  const client = useQueryClient()
  const navigate = useNavigate()
  return async (back) => {
    client.removeQueries({ queryKey: ['me'] })
    const path = safeReturn(back, location.origin)
    // Not only pages of the application ask people to sign in: the server may have one to go back to.
    if (path && path !== '/account') location.replace(path)
    else await navigate({ to: '/account', replace: true })
  }
}

/** The secret of the link that led here. */
export const useLinkToken = (): string | undefined =>
  tokenOf(useRouterState({ select: (state) => state.location.hash }))
