import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { Broken, Lost } from './pages/lost.tsx'
import { Shell } from './parts/shell.tsx'

/** Parts of the request page, each with its own address so that "look at the offer" can be sent as a link. */
export const views = ['input', 'summary', 'analysis', 'plan', 'offer', 'prototype', 'messages'] as const
export type View = (typeof views)[number]

const root = createRootRoute({ component: Shell, notFoundComponent: Lost, errorComponent: Broken })
const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/home.tsx'), 'Home'),
})
const create = createRoute({
  getParentRoute: () => root,
  path: '/new',
  component: lazyRouteComponent(() => import('./pages/new.tsx'), 'NewRequest'),
})
export const requestRoute = createRoute({
  getParentRoute: () => root,
  path: '/requests/$id',
  validateSearch: (search: Record<string, unknown>): { view?: View } => ({
    view: views.find((view) => view === search.view),
  }),
  component: lazyRouteComponent(() => import('./pages/request.tsx'), 'RequestPage'),
})

export const router = createRouter({
  routeTree: root.addChildren([home, create, requestRoute]),
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
