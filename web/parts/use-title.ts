import { useEffect } from 'react'
import { houseName } from '../house.ts'

/** Names the browser tab while a page is shown. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${houseName()}`
  }, [title])
}
