import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useEffect } from 'react'
import { findToken, tabStorage, tokenOf } from '../token.ts'

/** The secret of a request. If only this tab remembers it, it is put back into the address, so that the link stays shareable. */
export function useToken(id: string): string | undefined {
  const fragment = useRouterState({ select: (state) => state.location.hash })
  const navigate = useNavigate()
  const token = findToken(id, fragment, tabStorage())
  useEffect(() => {
    if (token && tokenOf(fragment) !== token)
      navigate({ to: '.', search: true, hash: `token=${encodeURIComponent(token)}`, replace: true, resetScroll: false })
  }, [token, fragment, navigate])
  return token
}
