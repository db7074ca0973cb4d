import { Parser } from 'htmlparser2'
import type { LoadedPack } from './packs.ts'
import { labelsOf, languages, renderTrial, type Sample } from './trial.ts'

const paths =
  /^(?:manifest\.json|sample\.json|preview\.(?:webp|png|jpe?g)|(?:pages|partials)\/[a-z0-9-]+\.liquid|labels\/(?:en|cs|de|fr|ar)\.json|assets\/[a-z0-9-]+\.(?:css|js))$/u
const tags = new Set(
  'if elsif else endif unless endunless case when endcase for endfor break continue assign capture endcapture render layout block endblock comment endcomment cycle'.split(
    ' ',
  ),
)
const elements = new Set(
  'html head meta title link script body a abbr article aside b blockquote br button caption cite code col colgroup datalist dd del details dfn dialog div dl dt em fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr i input kbd label legend li main mark meter nav ol optgroup option output p pre progress q s samp search section select small span strong sub summary sup table tbody td template textarea tfoot th thead time tr u ul var svg g path circle rect ellipse line polyline polygon'.split(
    ' ',
  ),
)
const otherHost = /https?:|(?<!:)\/\/[a-z0-9-]+\.[a-z]|@import|url\(\s*(?!['"]?data:image\/)/iu
const farReaching =
  /\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|WebTransport|RTCPeerConnection|sendBeacon|importScripts|Worker|SharedWorker|localStorage|sessionStorage|indexedDB|caches|cookie|innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|srcdoc|eval|Function|setAttributeNS)\b|document\s*\.\s*write|\bimport\s*\(|\bwindow\s*\.\s*open|location\s*(?:=|\.\s*(?:assign|replace|href))|(?:set(?:Timeout|Interval))\s*\(\s*['"`]/u

/** What a template may not do, whatever it renders to. */
function templateFaults(path: string, text: string): string[] {
  const faults: string[] = []
  for (const { 1: tag } of text.matchAll(/\{%-?\s*([a-z_]+)/gu))
    if (!tags.has(tag!)) faults.push(`${path} uses the tag "${tag}", which templates may not.`)
  if (/\|\s*raw\b/u.test(text)) faults.push(`${path} switches the escaping off.`)
  for (const { 1: target } of text.matchAll(/\{%-?\s*(?:render|layout)\s+([^,%\s]+)/gu))
    if (!/^['"](?:pages|partials)\/[a-z0-9-]+\.liquid['"]$/u.test(target!))
      faults.push(`${path} takes in ${target}, which is not the name of a file.`)
  return faults
}

/** What an asset may not hold. The prototype's own policy would stop most of it; a pack that tries is not taken in at all. */
function assetFaults(path: string, text: string): string[] {
  const faults: string[] = []
  if (otherHost.test(text)) faults.push(`${path} names an address outside the pack.`)
  if (path.endsWith('.js')) {
    const found = farReaching.exec(text)
    if (found) faults.push(`${path} uses "${found[0]}", which scripts of a pack may not.`)
  }
  return faults
}

/** Made for each site, so no pack has it. */
const lookSheet = 'assets/look.css'

type Found = { faults: string[]; elements: number }

function isAllowed(tag: string, name: string, value: string, loaded: LoadedPack): boolean {
  const isFile = (prefix: string) => value.startsWith(prefix) && loaded.files[value] !== undefined
  if (
    /^on|^style$|^srcdoc$|^srcset$|^action$|^formaction$|^ping$|^background$|^http-equiv$|^target$|^download$/u.test(
      name,
    )
  )
    return false
  if (name === 'href' && tag === 'link') return value === 'data:,' || value === lookSheet || isFile('assets/')
  if (name === 'href') return /^(?:[a-z0-9-]+\.html)?(?:\?[a-z0-9=&-]*)?(?:#[a-z0-9-]*)?$/iu.test(value)
  if (name === 'src') return tag === 'script' && isFile('assets/')
  return !/^\s*(?:javascript|data|vbscript):/iu.test(value)
}

/** Walks a rendered page as a browser would read it. */
function pageFaults(path: string, html: string, loaded: LoadedPack): Found {
  const found: Found = { faults: [], elements: 0 }
  let script = false
  const parser = new Parser({
    onopentag(tag, attributes) {
      found.elements += 1
      if (!elements.has(tag)) found.faults.push(`${path} has a <${tag}>, which pages may not.`)
      script = tag === 'script'
      if (script && !loaded.pack.assets.some((asset) => asset.path === attributes.src))
        found.faults.push(`${path} has a script that the manifest does not declare.`)
      for (const [name, value] of Object.entries(attributes))
        if (!isAllowed(tag, name, value, loaded))
          found.faults.push(`${path} has ${name}="${value.slice(0, 60)}" on a <${tag}>.`)
    },
    ontext(text) {
      if (script && text.trim()) found.faults.push(`${path} has a script of its own.`)
    },
    onclosetag() {
      script = false
    },
  })
  parser.end(html)
  return found
}

const hostile = `"'><b onclick=alert(1)>{{ 1 | plus: 1 }}`

/** Puts markup into every text of a sample; lengths are kept within what a slot takes. */
function withMarkup(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMarkup)
  if (!value || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, key === 'text' || key === 'label' ? hostile : withMarkup(one)]),
  )
}

/** Whether the slots are a schema and the sample fits it. Compiling it makes code of a stranger's text, so this is for the sandbox only. */
async function sampleFaults({ pack }: LoadedPack, sample: unknown): Promise<string[]> {
  const { Ajv2020 } = await import('ajv/dist/2020.js')
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  try {
    return ajv.validate(pack.slots, sample) ? [] : [`sample.json does not fit the slots: ${ajv.errorsText()}.`]
  } catch (error) {
    return [`The slots of the manifest are no JSON Schema that can be used: ${(error as Error).message}.`]
  }
}

async function renderedFaults(loaded: LoadedPack): Promise<string[]> {
  const sample = JSON.parse(loaded.files['sample.json'] ?? 'null') as Sample
  const faults = await sampleFaults(loaded, sample)
  if (faults.length > 0) return faults
  for (const language of languages) {
    const missing = Object.keys(labelsOf(loaded, 'en')).filter((key) => !labelsOf(loaded, language)[key])
    if (missing.length > 0) faults.push(`labels/${language}.json lacks ${missing.slice(0, 5).join(', ')}.`)
  }
  const plain = await renderTrial(loaded, 'en', sample)
  const tempted = await renderTrial(loaded, 'ar', withMarkup(sample) as Sample)
  for (const [path, html] of plain) {
    const before = pageFaults(path, html, loaded)
    const after = pageFaults(path, tempted.get(path)!, loaded)
    faults.push(...before.faults)
    if (after.elements !== before.elements || after.faults.length > before.faults.length)
      faults.push(`${path} lets a text become markup.`)
    if (!/^<!doctype html>/iu.test(html.trimStart())) faults.push(`${path} is no whole page.`)
  }
  return faults
}

/**
 * What is wrong with a pack that somebody brought, in sentences; empty when it may be used. Static rules first; only a pack that keeps them is
 * rendered, with its sample and with markup in every text.
 */
export async function lintPack(loaded: LoadedPack, own: Record<string, string>): Promise<string[]> {
  const faults: string[] = []
  for (const [path, text] of Object.entries(own)) {
    if (!paths.test(path)) faults.push(`${path} is not a file that a pack may hold.`)
    if (path.endsWith('.liquid')) faults.push(...templateFaults(path, text))
    if (path.startsWith('assets/')) faults.push(...assetFaults(path, text))
    if (path.startsWith('assets/') && !loaded.pack.assets.some((asset) => asset.path === path))
      faults.push(`${path} is not declared in the manifest.`)
  }
  const pages = loaded.pack.pages.map(({ path }) => path)
  if (!pages.includes('index.html')) faults.push('There is no page index.html.')
  if (loaded.pack.pages.find(({ path }) => path === 'sources.html')?.template !== 'pages/sources.liquid')
    faults.push('There is no page sources.html of pages/sources.liquid, which says where each word comes from.')
  if (own['pages/sources.liquid'] !== undefined) faults.push('pages/sources.liquid cannot be replaced.')
  if (faults.length > 0) return faults
  try {
    return await renderedFaults(loaded)
  } catch (error) {
    return [`It cannot be rendered: ${(error as Error).message}`]
  }
}
