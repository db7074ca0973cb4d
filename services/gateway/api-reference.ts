import type { AsyncApiDocument } from './asyncapi.ts'
import type { OpenApiDocument, OpenApiOperation } from './openapi.ts'
import type { Json } from './openapi-replies.ts'

/** A refusal by its code; `routes` is empty for those any route may answer. */
export type DocumentedError = { code: string; status: number; title: string; routes: string[] }

type Schema = {
  type?: string | string[]
  description?: string
  properties?: Record<string, Schema>
  patternProperties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  allOf?: Schema[]
  $ref?: string
  format?: string
  contentMediaType?: string
  additionalProperties?: boolean | Schema
} & Record<string, unknown>

/** Levels of nested properties that a table shows; deeper ones are in the JSON document. */
const depthMax = 6

/**
 * The API reference as one static HTML page: no script and no inline style, so it works under the strictest content security policy and offline.
 * All text is escaped, also what comes from contracts.
 */
export function referencePage(rest: OpenApiDocument, events: AsyncApiDocument, errors: DocumentedError[] = []): string {
  const operations = Object.entries(rest.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const sections = rest.tags.map(({ name, description }) => {
    const own = operations.filter(({ operation }) => operation.tags[0] === name)
    return {
      link: `<li><a href="#${escaped(name)}">${escaped(name)}</a><ul>${own.map(({ operation }) => `<li><a href="#${escaped(operation.operationId)}">${escaped(operation.operationId.split('.')[1]!)}</a></li>`).join('')}</ul></li>`,
      body: `<section id="${escaped(name)}"><h2>${escaped(name)}</h2><p>${prose(description)}</p>${own.map((each) => operationHtml(each.path, each.method, each.operation)).join('')}</section>`,
    }
  })
  const messages = Object.entries(events.components.messages)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(rest.info.title)} API ${escaped(rest.info.version)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/reference.css">
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<nav aria-label="Contents"><p><strong>${escaped(rest.info.title)} API</strong> ${escaped(rest.info.version)}</p><ul>${sections.map(({ link }) => link).join('')}${messages.length > 0 ? '<li><a href="#events">Events</a></li>' : ''}${errors.length > 0 ? '<li><a href="#errors">Errors</a></li>' : ''}</ul></nav>
<main id="content">
<h1>${escaped(rest.info.title)} API</h1>
<p>${prose(rest.info.description)}</p>
<p>Server: <code>${escaped(rest.servers[0]!.url)}</code>. For programs: <a href="/openapi.json">OpenAPI 3.1</a>, <a href="/asyncapi.json">AsyncAPI 3.0</a>.</p>
${sections.map(({ body }) => body).join('\n')}
${messages.length > 0 ? `<section id="events"><h2>Events</h2><p>${prose(events.info.description)}</p>${messages.map(([type, message]) => eventHtml(type, message)).join('')}</section>` : ''}
${errorsHtml(errors)}
</main>
</body>
</html>
`
}

function operationHtml(path: string, method: string, operation: OpenApiOperation): string {
  const { parameters = [], requestBody, responses } = operation
  const names = { path: 'Path', query: 'Query', header: 'Header' }
  const rows = parameters.map((parameter) =>
    row(
      parameter.name,
      `${typeText(parameter.schema as Schema)}, ${names[parameter.in].toLowerCase()}`,
      parameter.required,
      parameter.description ?? limits(parameter.schema as Schema),
    ),
  )
  const bodies = Object.entries(requestBody?.content ?? {}).map(
    ([type, { schema }], index) =>
      `<details${index === 0 ? ' open' : ''}><summary>Body <code>${escaped(type)}</code></summary>${schemaHtml(schema as Schema)}</details>`,
  )
  const replies = Object.entries(responses).map(([status, response]) => {
    const [type, content] = Object.entries(response.content ?? {})[0] ?? []
    const isDescribed = content !== undefined && type === 'application/json'
    const title = `<code>${escaped(status)}</code> ${prose(response.description)}${type ? ` <code>${escaped(type)}</code>` : ''}`
    return isDescribed
      ? `<li><details><summary>${title}</summary>${schemaHtml(content.schema as Schema)}</details></li>`
      : `<li>${title}</li>`
  })
  return `<article id="${escaped(operation.operationId)}"><h3><span class="method">${escaped(method.toUpperCase())}</span> <code>${escaped(path)}</code></h3>
<p>${prose(operation.summary)} ${prose(operation.description)}</p>
${rows.length > 0 ? `<h4>Parameters</h4>${table(rows)}` : ''}
${bodies.length > 0 ? `<h4>Request</h4>${bodies.join('')}` : ''}
<h4>Answers</h4><ul class="answers">${replies.join('')}</ul></article>`
}

function eventHtml(type: string, message: Json): string {
  const envelope = message.payload as { properties: { data: Schema; source: Schema; subject: Schema } }
  return `<article id="${escaped(type)}"><h3><code>${escaped(type)}</code></h3><p>${prose(String(message.summary))} From <code>${escaped(String(envelope.properties.source.const))}</code>; subject ${prose(String(envelope.properties.subject.description))}</p>
<details><summary>Data</summary>${schemaHtml(envelope.properties.data)}</details></article>`
}

function schemaHtml(schema: Schema): string {
  const rows = propertyRows(schema, '', 0)
  return rows.length > 0 ? table(rows) : `<p>${escaped(typeText(schema))}</p>`
}

/** One row for each property, nested ones with their path: `files[].name`. */
function propertyRows(schema: Schema, prefix: string, depth: number): string[] {
  if (depth >= depthMax) return []
  const parts = [...(schema.allOf ?? []), ...(schema.anyOf ?? [])].flatMap((part) => propertyRows(part, prefix, depth))
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = prefix ? `${prefix}.${name}` : name
    const detail = [property.description, limits(property)].filter(Boolean).join(' ')
    return [
      row(path, typeText(property), schema.required?.includes(name) ?? false, detail),
      ...propertyRows(property, path, depth + 1),
    ]
  })
  const items = schema.items ? propertyRows(schema.items, `${prefix}[]`, depth) : []
  const values = Object.values(schema.patternProperties ?? {}).flatMap((value) =>
    propertyRows(value, `${prefix}.*`, depth + 1),
  )
  return [...own, ...parts, ...items, ...values]
}

function typeText(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (schema.items) return `array of ${typeText(schema.items)}`
  if (schema.anyOf) return schema.anyOf.map(typeText).join(' | ')
  if (schema.contentMediaType) return 'bytes'
  return (
    [schema.type ?? (schema.allOf ? 'object' : 'any')].flat().join(' | ') + (schema.format ? ` (${schema.format})` : '')
  )
}

const limitNames = ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'pattern', 'default']
const limits = (schema: Schema) =>
  limitNames
    .filter((name) => schema[name] !== undefined && typeof schema[name] !== 'object')
    .map((name) => `${name} \`${schema[name]}\``)
    .join(', ')

const row = (name: string, type: string, isRequired: boolean, detail: string) =>
  `<tr><th scope="row"><code>${escaped(name)}</code></th><td>${escaped(type)}${isRequired ? '' : ' <em>optional</em>'}</td><td>${prose(detail)}</td></tr>`
// A group with a name and a tab stop, so that a wide table can be scrolled with the keyboard.
const table = (rows: string[]) =>
  `<div class="scroll" tabindex="0" role="group" aria-label="Properties"><table><thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character]!)
/** Escaped text in which backticks mark code. */
const prose = (text: string) => escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>')

export const referenceStyle = `:root { color-scheme: light dark; --line: light-dark(#d9dde3, #343a43); --soft: light-dark(#f5f6f8, #1d2127); --link: light-dark(#0b57b0, #8ab8ff); }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; color: light-dark(#1b1f24, #e6e9ee); background: light-dark(#fff, #14171b); display: grid; grid-template-columns: 15rem minmax(0, 1fr); }
a { color: var(--link); }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--soft); padding: .5rem; }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.5rem 1rem; border-right: 1px solid var(--line); background: var(--soft); font-size: .9rem; }
nav ul { list-style: none; margin: 0; padding: 0 0 0 .75rem; }
nav > ul { padding: 0; }
nav a { display: block; padding: .2rem 0; text-decoration: none; }
main { padding: 1.5rem clamp(1rem, 4vw, 3rem) 6rem; max-width: 70rem; }
article { border-top: 1px solid var(--line); padding: 1rem 0; }
article, section { scroll-margin-top: 1rem; }
h2 { margin-top: 3rem; }
h3 { font-size: 1.05rem; overflow-wrap: anywhere; }
h4 { margin: 1rem 0 .25rem; font-size: .9rem; }
code { font: .88em ui-monospace, monospace; overflow-wrap: anywhere; }
.method { font: 700 .8rem ui-monospace, monospace; border: 1px solid currentColor; border-radius: .25rem; padding: .1rem .4rem; }
summary { cursor: pointer; padding: .25rem 0; }
.answers { padding-left: 1.1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th code { overflow-wrap: normal; white-space: nowrap; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
thead th { font-weight: 600; }
@media (max-width: 48rem) { body { display: block; } nav { position: static; height: auto; max-height: 40vh; border: 0; border-bottom: 1px solid var(--line); } }
`

/** Problem details point here: `type` is `/docs#error-<code>`. */
const errorsHtml = (errors: DocumentedError[]): string =>
  errors.length === 0
    ? ''
    : `<section id="errors"><h2>Errors</h2><p>Every refusal is <code>application/problem+json</code> (RFC 9457); <code>code</code> is its stable name.</p><dl>${errors
        .map(
          ({ code, status, title, routes }) =>
            `<dt id="error-${escaped(code)}"><code>${escaped(code)}</code> ${status}</dt><dd>${prose(title)}${routes.length > 0 ? `. ${escaped(routes.join(', '))}` : ''}</dd>`,
        )
        .join('')}</dl></section>`
