/**
 * What somebody sees who opens the link itself: the prototype in a frame. A page opened on its own can navigate wherever it likes, whatever its
 * policy says; in this frame it can go to its own pages only, because `frame-src` of the frame's parent names nothing else (tried in Chromium).
 *
 * @param folder address below which the prototype lies, with its origin when that is another one, a slash at the end
 * @param path of the page to show
 */
export function viewer(folder: string, path: string, title: string): string {
  const safe = (text: string) => text.replace(/[&<>"']/gu, (one) => `&#${one.charCodeAt(0)};`)
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${safe(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body><iframe title="${safe(title)}" src="${safe(folder + path)}" sandbox="allow-scripts allow-forms"></iframe></body>
</html>
`
}

const style = 'html,body{margin:0;height:100%;background:#888}iframe{display:block;width:100%;height:100%;border:0}'
// SHA-256 of `style`; the browser refuses the style when it is another.
const styleHash = "'sha256-SkbwP9QGDy0CE40Szs616xb57mbUlInZSrHBDHndWF4='"

/** Headers of the viewer: no script, one style, one frame. `folder` is that of the prototype as a source of the policy. */
export function viewerHeaders(folder: string | undefined): Record<string, string> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      `style-src ${styleHash}`,
      'img-src data:',
      `frame-src ${folder ?? "'self'"}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'self'",
    ].join('; '),
    'x-robots-tag': 'noindex, nofollow',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
    'cache-control': 'private, no-store',
    vary: 'sec-fetch-dest',
  }
}
