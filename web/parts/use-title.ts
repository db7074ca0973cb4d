import { useEffect } from 'react'

/** Names the browser tab while a page is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · StateX`
  }, [title])
}
