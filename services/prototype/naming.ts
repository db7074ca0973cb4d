import type { Analysis, Source } from '#contracts/nlp'
import { part, type Said, saidIn } from './said.ts'

const word = String.raw`\p{Lu}[\p{L}\p{N}&'’.-]*[\p{L}\p{N}]|\p{Lu}`
const proper = String.raw`(?:${word})(?:[ ](?:(?:&|and|und|et|a|of|the|de|la|le|du|des|von|für|aus|im|am|z|ze|u|na|v|pro)[ ])?(?:${word}|\p{N}+)){0,4}`
const quoted = String.raw`["“„«‚‘][^"“”„«»‚‘’\n]{2,50}["”“»‘’]`
const cue = [
  '[Cc]alled',
  '[Nn]amed',
  '[Nn]ame:',
  '[Ww]elcome to',
  '[Ww]e are',
  '(?:[Ww]e|I) (?:run|own|publish)',
  '[Ww]e’re',
  "[Ww]e're",
  '[Tt]his is',
  '[Tt]rading as',
  '(?:brand|company|shop|studio|business|name|store|clinic|practice|salon|bakery)(?: name)? is',
  'heißt',
  'heisst',
  'heißen',
  'heiße',
  'namens',
  '[Ww]ir sind',
  '[Jj]menuje(?:me)? se',
  's názvem',
  'pod značkou',
  '[Jj]sme',
  "[Ss]?[’']appelle",
  'nommée?',
  'appelée?',
  '[Nn]ous sommes',
  // "We are a lettings company, Harrow Lettings, with 220 flats."
  '(?:company|studio|firm|agency|bakery|school|restaurant|clinic|hotel|farm|association|magazine),',
].join('|')
// "My bakery \"Morning bread\"" in Arabic, where the possessive is an ending; names have no capitals there, so only what stands in quotation marks counts.
const arabicNaming = new RegExp(
  String.raw`(?:اسم\p{L}*(?:[ ]+\p{L}+)?|[يت]سم[يى]|\p{L}{2,}(?:ي|نا))[ ]+(${quoted})`,
  'gu',
)
const weekday = /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day/u
const naming = new RegExp(String.raw`(?<!\p{L})(?:${cue})[ ]+(?:the[ ])?(${quoted}|${proper})`, 'gu')
const aboutPart = /(?:feature|button|page|module|function|app|tool|system|software|section)\s*$/iu
const borrowed =
  /(?:from|with|to|like|via|using|use|on|of|instead of|away from|by|into|through|integrat\w*|z|ze|jako|přes|von|mit|wie|über|de|avec|comme|sur)\s+(?:our |the |my )?$/iu

/** A name introduced by words such as "called" or "we are", without quotation marks; undefined when nothing of the kind is written. */
export function introducedName(sources: Source[]): Said | undefined {
  for (const source of sources) {
    for (const found of [...source.text.matchAll(naming), ...source.text.matchAll(arabicNaming)]) {
      const raw = found[1]!
      const at = found.index + found[0].length - raw.length
      const marks = /^["“„«‚‘]/u.test(raw) ? 1 : 0
      const whole: Said = { source: source.id, start: 0, end: source.text.length, text: source.text }
      const before = source.text.slice(Math.max(0, found.index - 24), found.index).trimEnd()
      const name = part(whole, at + marks, at + raw.length - marks)
      if (name && name.text.length >= 2 && !weekday.test(name.text) && !aboutPart.test(before)) return name
    }
  }
  return undefined
}

/** An organisation of the analysis that is not plainly somebody else's ("like Etsy", "with PayPal"). */
function ownOrganisation(analysis: Analysis, sources: Source[]): Said | undefined {
  for (const { kind, evidence } of analysis.entities) {
    if (kind !== 'organisation') continue
    const said = saidIn(sources, evidence)
    const text = sources.find(({ id }) => id === evidence.source)?.text ?? ''
    if (said && said.text.length <= 60 && !borrowed.test(text.slice(Math.max(0, said.start - 30), said.start)))
      return said
  }
  return undefined
}

/** What the site is called: an introduced name, the customer's own organisation, or undefined. Never made up. */
export function siteName(analysis: Analysis, sources: Source[]): Said | undefined {
  return introducedName(sources) ?? ownOrganisation(analysis, sources)
}
