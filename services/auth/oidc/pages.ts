import { createHash } from 'node:crypto'
import type { Client, KoaContextWithOIDC } from 'oidc-provider'
import { permissions } from '../roles.ts'

const style = `
:root { color-scheme: light dark; --ink: #1c1b1a; --quiet: #5d5a55; --paper: #faf9f7; --card: #fff; --line: #dedad3; --act: #1f4fd8; --on: #fff }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f0ec; --quiet: #b3aea5; --paper: #161514; --card: #201f1d; --line: #3b3935; --act: #9db6ff; --on: #10131c } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px 16px; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif }
main { width: 100%; max-width: 30rem; background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 28px }
h1 { margin: 0 0 12px; font-size: 1.4rem; line-height: 1.25; overflow-wrap: anywhere }
p { margin: 0 0 16px } ul { margin: 0 0 16px; padding-left: 1.2rem } li { margin: 4px 0; overflow-wrap: anywhere }
.quiet { color: var(--quiet); font-size: .9rem; overflow-wrap: anywhere }
.code { font: 600 1.6rem/1.2 ui-monospace, monospace; letter-spacing: .08em }
form { display: contents } .row { display: flex; flex-wrap: wrap; gap: 12px; margin-top: 20px }
button { font: inherit; font-weight: 600; min-height: 44px; padding: 8px 20px; border-radius: 8px; border: 1px solid var(--line); background: transparent;
  color: var(--ink); cursor: pointer }
button.act { background: var(--act); border-color: var(--act); color: var(--on) }
input[type=text] { font: inherit; width: 100%; min-height: 44px; padding: 8px 12px; border: 1px solid var(--quiet); border-radius: 8px; background: transparent;
  color: var(--ink); text-transform: uppercase; letter-spacing: .08em }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px }
`

/**
 * For every answer of the provider. `form-action` is left open on purpose: browsers apply it to the redirects after a form too, and giving consent ends in a
 * redirect to the application, wherever that is. What stands on the pages is escaped, and no form on them posts elsewhere.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "img-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

export const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${body}
</main>
</body>
</html>
`

const show = (ctx: KoaContextWithOIDC, title: string, body: string) => {
  ctx.type = 'html'
  ctx.body = page(title, body)
}
const nameOf = (client: Client | undefined) => client?.clientName ?? client?.clientId ?? 'the application'

const scopeWords: Record<string, string> = {
  openid: 'know that it is you, and your role in the organisation',
  profile: 'see your name and your language',
  email: 'see your e-mail address',
  offline_access: 'stay connected while you are away',
}
/** What a scope lets an application do, for the person who is asked. */
export function wordsOf(scope: string): string {
  const says = permissions[scope]?.says
  return (
    scopeWords[scope] ?? (says ? `in your name: ${says[0]!.toLowerCase()}${says.slice(1).replace(/\.$/, '')}` : scope)
  )
}

/** How long a consent holds, at most. */
export const consentDays = 180

export function consentPage(client: string, host: string, who: string, scopes: string[], action: string): string {
  const items = scopes.map((scope) => `<li>${escaped(wordsOf(scope))}</li>`).join('\n')
  return page(
    `${client} asks for access`,
    `<p>If you allow it, <strong>${escaped(client)}</strong> may:</p>
<ul>
${items}
</ul>
<p class="quiet">You are signed in as ${escaped(who)}. Afterwards you go back to ${escaped(host)}. What you allow holds for ${consentDays} days at most.</p>
<form method="post" action="${escaped(action)}">
<div class="row">
<button class="act" type="submit" name="decision" value="allow">Allow</button>
<button type="submit" name="decision" value="deny">Do not allow</button>
</div>
</form>`,
  )
}

const advice: Record<string, string> = {
  invalid_client: 'The application is not registered with this organisation. Whoever runs it can mend that.',
  invalid_redirect_uri:
    'The application wants you sent to an address that is not registered for it. You were not sent there.',
  access_denied: 'Access was not given. You can close this page, or go back and try again.',
}

/** For a person whose browser was sent here with something that cannot be done. Programs get JSON from the engine. */
export function showError(ctx: KoaContextWithOIDC, out: { error: string; error_description?: string }): void {
  const details = [out.error, out.error_description].filter(Boolean).map((text) => escaped(String(text)))
  show(
    ctx,
    'This sign-in cannot go on',
    `<p>${escaped(advice[out.error] ?? 'Please go back to the application and start again there.')}</p>
<p class="quiet">For whoever runs the application: ${details.join(': ')}</p>`,
  )
}

export function errorPage(title: string, text: string): string {
  return page(title, `<p>${escaped(text)}</p>`)
}

// The form comes from the engine: it holds the token that keeps other sites from sending it.
export function askUserCode(ctx: KoaContextWithOIDC, form: string, error?: { name: string; userCode?: string }): void {
  const why =
    error === undefined
      ? ''
      : error.name === 'AbortedError'
        ? '<p role="alert">Nothing was connected.</p>'
        : '<p role="alert">This code is not valid, or no longer. Please look at your device again.</p>'
  // The engine's field has no label and handlers that our policy would not run.
  const labelled = form
    .replace(/<input\s+([^>]*)type="text"/, '<input id="code" $1type="text"')
    .replace(/ onfocus="[^"]*"/, '')
    .replace('</input>', '')
  show(
    ctx,
    'Connect a device',
    `${why}<p><label for="code">Type in the code that your device shows.</label></p>
${labelled}
<div class="row"><button class="act" type="submit" form="op.deviceInputForm">Continue</button></div>`,
  )
}

export function confirmDevice(ctx: KoaContextWithOIDC, form: string, client: Client, code: string): void {
  show(
    ctx,
    `Connect ${nameOf(client)}?`,
    `<p>Your device must show this code:</p>
<p class="code">${escaped(code)}</p>
<p>If it shows another one, or you have not just started this yourself, somebody may be trying to get into your account. Then do not connect it.</p>
${form}
<div class="row">
<button class="act" type="submit" form="op.deviceConfirmForm">Connect</button>
<button type="submit" form="op.deviceConfirmForm" name="abort" value="yes">Do not connect</button>
</div>`,
  )
}

export function deviceDone(ctx: KoaContextWithOIDC): void {
  show(
    ctx,
    'Your device is connected',
    `<p>${escaped(nameOf(ctx.oidc.client))} goes on by itself. You can close this page.</p>`,
  )
}

export function confirmSignOut(ctx: KoaContextWithOIDC, form: string): void {
  show(
    ctx,
    'Sign out?',
    `<p>You will be signed out here and of every application you signed in to from here.</p>
${form}
<div class="row">
<button class="act" type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>
<button type="submit" form="op.logoutForm">Stay signed in</button>
</div>`,
  )
}

export function signedOut(ctx: KoaContextWithOIDC): void {
  show(ctx, 'You are signed out', '<p>You can close this page.</p>')
}
