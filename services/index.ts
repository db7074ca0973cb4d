import type { Service } from '#platform/service'

/** The inventory. A service that is not chosen is never loaded. */
export const inventory: Record<string, () => Promise<{ default: Service }>> = {
  gateway: () => import('./gateway/service.ts'),
  auth: () => import('./auth/service.ts'),
  submission: () => import('./submission/service.ts'),
  orchestrator: () => import('./orchestrator/service.ts'),
  nlp: () => import('./nlp/service.ts'),
  asr: () => import('./asr/service.ts'),
  document: () => import('./document/service.ts'),
  template: () => import('./template/service.ts'),
  prototype: () => import('./prototype/service.ts'),
  notification: () => import('./notification/service.ts'),
  mailbox: () => import('./mailbox/service.ts'),
  workflow: () => import('./workflow/service.ts'),
}
