/** What stands before every address when an organisation is reached by path: `/t/<slug>`, or nothing. */
export const tenantPath: string = /^\/t\/[a-z0-9-]+(?=\/|$)/.exec(globalThis.location?.pathname ?? '')?.[0] ?? ''
