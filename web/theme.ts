import { useSyncExternalStore } from 'react'

export type Theme = 'light' | 'dark'
const system = matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()

const current = (): Theme => {
  const chosen = document.documentElement.dataset.theme
  if (chosen === 'light' || chosen === 'dark') return chosen
  return system.matches ? 'dark' : 'light'
}

/** Chooses a theme. Choosing what the system shows anyway removes the choice, so that the page follows the system again. */
function choose(theme: Theme): void {
  const isSystem = theme === (system.matches ? 'dark' : 'light')
  if (isSystem) delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  try {
    if (isSystem) localStorage.removeItem('statex.theme')
    else localStorage.setItem('statex.theme', theme)
  } catch {
    // Storage is blocked: the choice holds for this page only.
  }
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  system.addEventListener('change', listener)
  return () => {
    listeners.delete(listener)
    system.removeEventListener('change', listener)
  }
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  return [useSyncExternalStore(subscribe, current), choose]
}
