import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { signOut } from '../account.ts'
import { forgetTokens } from '../token.ts'

/** Ends the session, and forgets here what was read with it: what came from the server, and the secrets of requests. Drafts were never of an account and stay. */
export function useSignOut() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      forgetTokens()
      await navigate({ to: '/sign-in' })
      client.clear()
    },
  })
}
