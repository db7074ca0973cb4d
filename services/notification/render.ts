/** One piece of a mail. Text and HTML are both made from the same pieces, so neither can say more than the other. */
export type Block =
  | { kind: 'title' | 'paragraph' | 'small'; text: string }
  | { kind: 'fact'; label: string; value: string }
  | { kind: 'list'; heading: string; items: string[] }
  | { kind: 'link'; label: string; url: string }

/** Plain text, RFC 3676 style: one line per paragraph, no wrapping, so that phones wrap it as they like. */
export function toText(blocks: Block[]): string {
  return `${blocks.map(textOf).join('\n\n')}\n`
}

function textOf(block: Block): string {
  if (block.kind === 'fact') return `${block.label}: ${block.value}`
  if (block.kind === 'list') return [`${block.heading}:`, ...block.items.map((item) => `- ${item}`)].join('\n')
  if (block.kind === 'link') return `${block.label}:\n${block.url}`
  return block.text
}

/**
 * HTML without tables, images or remote content. Colours come from the reader's own light or dark scheme; only the
 * button has its own, at a contrast of 6.7:1 in both. Every value is escaped.
 */
export function toHtml(blocks: Block[], page: { title: string; language: string; direction: 'ltr' | 'rtl' }): string {
  return `<!doctype html>
<html lang="${escaped(page.language)}" dir="${page.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escaped(page.title)}</title>
<style>:root { color-scheme: light dark; supported-color-schemes: light dark }</style>
</head>
<body style="margin:0;padding:24px 16px">
<main style="max-width:36em;margin:0 auto;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;overflow-wrap:anywhere">
${blocks.map(htmlOf).join('\n')}
</main>
</body>
</html>
`
}

function htmlOf(block: Block): string {
  if (block.kind === 'fact') {
    return `<p style="margin:0 0 16px">${escaped(block.label)}: <strong dir="auto">${escaped(block.value)}</strong></p>`
  }
  if (block.kind === 'list') {
    const items = block.items.map((item) => `<li dir="auto" style="margin:0 0 6px">${escaped(item)}</li>`).join('\n')
    return `<h2 style="font-size:18px;margin:24px 0 8px">${escaped(block.heading)}</h2>\n<ul style="margin:0 0 16px;padding-inline-start:24px">\n${items}\n</ul>`
  }
  if (block.kind === 'link') {
    const url = escaped(block.url)
    // A page address that is not on the web stays text: `javascript:` in a mail would run at whoever clicks.
    if (!/^https?:\/\//i.test(block.url)) return `<p style="margin:24px 0">${escaped(block.label)}: ${url}</p>`
    return `<p style="margin:24px 0 8px"><a href="${url}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:#1d4ed8;color:#ffffff;text-decoration:none;font-weight:600">${escaped(block.label)}</a></p>\n<p style="margin:0 0 16px;font-size:14px">${url}</p>`
  }
  if (block.kind === 'title')
    return `<h1 style="font-size:22px;line-height:1.3;margin:0 0 16px">${escaped(block.text)}</h1>`
  const style = block.kind === 'small' ? 'margin:0 0 12px;font-size:14px' : 'margin:0 0 16px'
  return `<p style="${style}">${escaped(block.text)}</p>`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character]!)
