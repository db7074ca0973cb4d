import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { aboutQuery } from '../branding.ts'

/** Names the browser tab while a page is shown. */
export function useTitle(title: string): void {
  const { data } = useQuery(aboutQuery)
  const name = data?.name ?? 'StateX'
  useEffect(() => {
    document.title = `${title} · ${name}`
  }, [title, name])
}
