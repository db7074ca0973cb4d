import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { Broken, Lost } from './pages/lost.tsx'
import { Shell } from './parts/shell.tsx'
import { tenantPath } from './tenant-path.ts'

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
const setUp = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./pages/new-account.tsx'), 'SetUp'),
})
const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  component: lazyRouteComponent(() => import('./pages/sign-up.tsx'), 'SignUp'),
})
const confirm = createRoute({
  getParentRoute: () => root,
  path: '/confirm',
  component: lazyRouteComponent(() => import('./pages/new-account.tsx'), 'Confirm'),
})
const joining = createRoute({
  getParentRoute: () => root,
  path: '/join',
  component: lazyRouteComponent(() => import('./pages/join.tsx'), 'Join'),
})
export const signInRoute = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  // The router reads numbers in an address as numbers.
  validateSearch: (search: Record<string, unknown>): { return?: string; again?: 1; problem?: string } => ({
    return: typeof search.return === 'string' ? search.return : undefined,
    again: search.again === 1 ? 1 : undefined,
    problem: typeof search.problem === 'string' ? search.problem : undefined,
  }),
  component: lazyRouteComponent(() => import('./pages/sign-in.tsx'), 'SignIn'),
})
const forgot = createRoute({
  getParentRoute: () => root,
  path: '/forgot',
  component: lazyRouteComponent(() => import('./pages/reset.tsx'), 'Forgot'),
})
const reset = createRoute({
  getParentRoute: () => root,
  path: '/reset',
  component: lazyRouteComponent(() => import('./pages/reset.tsx'), 'Reset'),
})
const account = createRoute({
  getParentRoute: () => root,
  path: '/account',
  component: lazyRouteComponent(() => import('./pages/account.tsx'), 'Account'),
})
const organisation = createRoute({
  getParentRoute: () => root,
  path: '/account/organisation',
  component: lazyRouteComponent(() => import('./pages/organisation.tsx'), 'Organisation'),
})
export const refusalsRoute = createRoute({
  getParentRoute: () => root,
  path: '/account/refusals',
  validateSearch: (search: Record<string, unknown>): { who?: string; code?: string } => ({
    who: typeof search.who === 'string' ? search.who : undefined,
    code: typeof search.code === 'string' ? search.code : undefined,
  }),
  component: lazyRouteComponent(() => import('./pages/refusals.tsx'), 'Refusals'),
})

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    create,
    requestRoute,
    setUp,
    signUp,
    confirm,
    joining,
    signInRoute,
    forgot,
    reset,
    account,
    organisation,
    refusalsRoute,
  ]),
  basepath: tenantPath || '/',
  defaultPreload: 'intent',
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
