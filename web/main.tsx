import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from './api.ts'
import { startBranding } from './branding.ts'
import { startLanguage } from './i18n.ts'
import { router } from './routes.tsx'
import './styles.css'

const about = await startBranding()
await startLanguage(navigator.languages, about?.languages)
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
