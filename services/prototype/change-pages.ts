import { quoted, type Rule, type Scene, same, value } from './change.ts'
import type { Part } from './edits.ts'

const pageWord = String.raw`(?:pages?|section|seite|unterseite|stránk\p{L}*|page)`
const the = String.raw`(?:(?:the|our|a|an|new|another|sie|die|eine|neue|das|den|la|le|une|nouvelle|novou)\s+)*`
const titleCharsMax = 60
const pagesMax = 20

/** A page that is meant by its title, its file name, or either with "page" or "the page about" around it. */
function pageOf(scene: Scene, text: string) {
  const behind = new RegExp(String.raw`^${the}${pageWord}\s+`, 'iu')
  const about = /^(?:about|on|for|called|named|über|o|sur)\s+/iu
  const bare = text.replace(/^(?:the|our|die|das|la|le)\s+/iu, '')
  const wanted = [bare, bare.replace(behind, ''), bare.replace(behind, '').replace(about, '')].flatMap((one) => [
    one,
    one.replace(/^["“„«]|["”“»]$/gu, ''),
    one.replace(/\s*[-–]?\s*(?:page|section|seite|stránk\p{L}*)$/iu, ''),
  ])
  return scene.pages.find(({ path, title }) =>
    wanted.some((one) => same(title, one) || same(path.replace(/\.html$/u, ''), one)),
  )
}
const listOf = (scene: Scene) => scene.pages.map(({ title }) => quoted(title)).join(', ')

const topics: [Part, RegExp][] = [
  ['items', /pric|rates|tariff|cost|preis|tarif|cen[ayu]|ceník|prix|أسعار/iu],
  ['contact', /contact|reach|visit|find us|kontakt|spojení|nous trouver|اتصال/iu],
  [
    'story',
    /about us|who we are|team|history|story|über uns|wer wir|geschichte|o nás|tým|příběh|à propos|équipe|histoire|من نحن/iu,
  ],
  ['gallery', /galler|photo|picture|portfolio|galerie|fotos?|bilder|fotk|obrázk|صور/iu],
  ['questions', /faq|questions?|help|fragen|hilfe|otázk|nápověd|أسئلة/iu],
]
const known = ['a', 'the', 'of', 'and']

/** File name of a new page; letters that have no place in one are left out. */
function fileFor(title: string, scene: Scene): string {
  const ascii = title
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-|-$/gu, '')
  const stem = known.includes(ascii) || !ascii ? 'page' : ascii.slice(0, 40)
  const taken = new Set(scene.pages.map(({ path }) => path))
  for (let number = 1; ; number++) {
    const path = `${stem}${number === 1 ? '' : `-${number}`}.html`
    if (!taken.has(path)) return path
  }
}

const adding = String.raw`(?:add|create|make|include|füg\p{L}*|ergänz\p{L}*|erstell\p{L}*|přidej\p{L}*|vytvoř\p{L}*|ajoute[rz]?|crée[rz]?)`
const addPage: Rule = {
  id: 'add-page',
  does: 'Adds a page, into the navigation as well. It shows what you said about its subject; prices, contact, pictures and questions get their parts; the rest is marked as a place for your text.',
  examples: [
    'Add a page about prices',
    'Add a FAQ page',
    'Add a page about us',
    'Can we have a contact form?',
    'Add a gallery with photos of the studio',
    'Füge eine Seite über Preise hinzu',
    'Přidejte stránku o cenách',
    'Ajoutez une page sur les prix',
  ],
  patterns: [
    // "About us" is the title, not "us".
    new RegExp(
      String.raw`^${adding}\s+${the}${pageWord}\s+(?<value>about (?:us|me)|über (?:uns|mich)|o (?:nás|mně)|à propos(?: de nous)?)(?:\s+hinzu)?$`,
      'iud',
    ),
    // What is a page of its own by its nature.
    new RegExp(
      String.raw`^(?:${adding}\s+)?${the}(?<value>(?:contact form|(?:photo |picture )?gallery|faq|price list|kontaktformular|galerie|preisliste|kontaktní formulář|galerii|ceník|formulaire de contact|liste de prix)(?:\s+(?:with|of|about|mit|von|s|se|avec|de|des)\s.{3,45})?)(?:\s+hinzu)?$`,
      'iud',
    ),
    new RegExp(
      String.raw`^${adding}\s+${the}${pageWord}\s+(?:about|on|for|with|called|named|über|zu|für|mit|namens|o|pro|s názvem|sur|pour|avec|nommée|à propos de)\s+(?:(?:the|our|die|unsere|les|nos|la|le)\s+)?${value}(?:\s+hinzu)?$`,
      'iud',
    ),
    new RegExp(String.raw`^${adding}\s+${the}${value}[\s-]+(?:page|section|seite|stránk\p{L}*)(?:\s+hinzu)?$`, 'iud'),
  ],
  read({ group }, scene) {
    const title = group('value')
    if (!title) return undefined
    if (title.text.length > titleCharsMax) return `A title of a page has at most ${titleCharsMax} characters.`
    if (scene.pages.some((page) => same(page.title, title.text)))
      return `There is a page ${quoted(title.text)} already.`
    if (scene.pages.length >= pagesMax) return `A prototype has at most ${pagesMax} pages.`
    const parts = topics.filter(([, words]) => words.test(title.text)).map(([part]) => part)
    const path = fileFor(title.text, scene)
    return {
      edits: [{ kind: 'page-add', path, title, topic: title.text, parts }],
      effect: `There is a page ${quoted(title.text)}.`,
    }
  },
}

const removePage: Rule = {
  id: 'remove-page',
  does: 'Removes a page; links to it become plain text, buttons that led there go. The first page and the page about the prototype stay.',
  examples: [
    'Remove the page About',
    'Remove the About page',
    'Entferne die Seite About',
    'Odstraňte stránku About',
    'Supprimez la page About',
  ],
  patterns: [
    new RegExp(
      String.raw`^(?:remove|delete|drop|hide|take out|leave out|entfern\p{L}*|lösch\p{L}*|streich\p{L}*|odstraň\p{L}*|odeber\p{L}*|smaž\p{L}*|supprime[rz]?|enlève[rz]?|retire[rz]?)\s+(?:sie\s+)?(?:(?:the|our|die|das|la|le)\s+)?${value}$`,
      'iud',
    ),
  ],
  read({ group }, scene) {
    const said = group('value')
    if (!said) return undefined
    const page = pageOf(scene, said.text)
    if (!page)
      return `There is no page ${quoted(said.text.replace(/["“”„«»]/gu, ''))}. There are: ${listOf(scene)}. Whole pages, things that are offered and the pictures can be removed, no parts of a page.`
    if (page.path === 'index.html') return 'The first page cannot be removed.'
    if (page.path === 'sources.html') return 'The page that says where each word comes from stays in every prototype.'
    return { edits: [{ kind: 'page-remove', path: page.path }], effect: `The page ${quoted(page.title)} is removed.` }
  },
}

const renamePage: Rule = {
  id: 'rename-page',
  does: 'Gives a page another title, in the navigation as well.',
  examples: [
    'Rename the page Products to "Mugs"',
    'Call the page Products "Mugs"',
    'Benenne die Seite Products in "Tassen" um',
    'Přejmenujte stránku Products na "Hrnky"',
    'Renommez la page Products en "Tasses"',
  ],
  patterns: [
    new RegExp(
      String.raw`^(?:rename|call|name|benenn\p{L}*|nenn\p{L}*|přejmenuj\p{L}*|nazv\p{L}*|renomme[rz]?|appelle[rz]?)\s+${the}(?:${pageWord}\s+)?(?<page>.+?)(?:\s+(?:page|seite))?\s+(?:to|as|into|in|zu|na|en|par)?\s*${value}(?:\s+um)?$`,
      'iud',
    ),
  ],
  read({ group }, scene) {
    const [said, title] = [group('page'), group('value')]
    const page = said && pageOf(scene, said.text)
    if (!said || !title) return undefined
    if (!page) return `There is no page ${quoted(said.text)}. There are: ${listOf(scene)}.`
    if (title.text.length > titleCharsMax) return `A title of a page has at most ${titleCharsMax} characters.`
    return {
      edits: [{ kind: 'page-rename', path: page.path, title }],
      effect: `The page ${quoted(page.title)} is now called ${quoted(title.text)}.`,
    }
  },
}

const languages: [string, string, RegExp][] = [
  ['en', 'English', /^(?:english|englische?|angličtin\p{L}*|anglick\p{L}*|anglais|الإنجليزية)$/iu],
  ['cs', 'Czech', /^(?:czech|tschechische?|češtin\p{L}*|česk\p{L}*|tchèque|التشيكية)$/iu],
  ['de', 'German', /^(?:german|deutsche?|němčin\p{L}*|německ\p{L}*|allemand|الألمانية)$/iu],
  ['fr', 'French', /^(?:french|französische?|francouzštin\p{L}*|francouzsk\p{L}*|français|الفرنسية)$/iu],
  ['ar', 'Arabic', /^(?:arabic|arabische?|arabštin\p{L}*|arabsk\p{L}*|arabe|العربية)$/iu],
]
const language: Rule = {
  id: 'language',
  does: 'Puts our words (labels, buttons, places for text) into English, Czech, German, French or Arabic. Your own words stay as you wrote them: nothing here translates them.',
  examples: [
    'Translate to German',
    'Switch the language to Czech',
    'Übersetze ins Französische',
    'Přeložte do němčiny',
    'Traduisez en arabe',
  ],
  patterns: [
    /^(?:translate|switch|change|put|set|make|übersetz\p{L}*|stell\p{L}*|přelož\p{L}*|přepn\p{L}*|tradui\p{L}*|passe[rz]?)\s+(?:it |everything |all |the (?:site|website|pages?|language|labels)(?: of the \p{L}+)? |die (?:seite|sprache) |alles |web |stránk\p{L}* |jazyk |le site |la langue |tout )*(?:to|into|in|ins|auf|zu|do|na|en|vers l['’]|vers le )\s*(?<language>\p{L}+)$/diu,
  ],
  read({ group }) {
    const said = group('language')
    const found = said && languages.find(([, , words]) => words.test(said.text))
    if (!said) return undefined
    if (!found) return `Our words are there in English, Czech, German, French and Arabic, not in ${quoted(said.text)}.`
    return {
      edits: [{ kind: 'language', code: found[0] }],
      effect: `Our words are ${found[1]}; yours stay as you wrote them.`,
    }
  },
}

export const pageRules: Rule[] = [language, addPage, renamePage, removePage]
