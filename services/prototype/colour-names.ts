/** A colour as customers name it: stems in all languages we read, and what it looks like (OKLCH; a chroma below 0.03 is a grey). */
export type NamedColour = { stems: string; l: number; c: number; h: number }

/** Our own readings of colour words. Longer names come first, so that "forest green" is not taken for any green. Stems are patterns. */
export const namedColours: NamedColour[] = [
  {
    stems:
      'forest green|bottle green|emerald|tannengrün|smaragd\\p{L}*|vert sapin|lahvov\\p{L}* zelen\\p{L}*|smaragdov\\p{L}*',
    l: 0.42,
    c: 0.1,
    h: 155,
  },
  { stems: 'sage(?: green)?|salbei\\p{L}*|šalvěj\\p{L}*|vert sauge', l: 0.62, c: 0.05, h: 140 },
  { stems: 'olive?(?: green)?|oliv\\p{L}*', l: 0.52, c: 0.09, h: 115 },
  { stems: 'mint(?: green)?|mentolov\\p{L}*|mátov\\p{L}*|menthe', l: 0.78, c: 0.1, h: 165 },
  { stems: 'lime(?: green)?|limetkov\\p{L}*|limettengrün|citron vert', l: 0.78, c: 0.18, h: 125 },
  { stems: 'teal|petrol\\p{L}*|bleu canard', l: 0.5, c: 0.09, h: 195 },
  { stems: 'turquoise|türkis\\p{L}*|tyrkysov\\p{L}*|cyan|aqua|فيروزي', l: 0.62, c: 0.11, h: 195 },
  {
    stems: 'navy(?: blue)?|marineblau|dunkelblau\\p{L}*|tmavě modr\\p{L}*|bleu marine|bleu nuit|كحلي',
    l: 0.32,
    c: 0.1,
    h: 262,
  },
  {
    stems: 'sky blue|light blue|hellblau\\p{L}*|himmelblau\\p{L}*|světle modr\\p{L}*|bleu ciel|سماوي',
    l: 0.68,
    c: 0.12,
    h: 238,
  },
  { stems: 'indigo', l: 0.42, c: 0.15, h: 280 },
  { stems: 'lavender|lavendel\\p{L}*|levandulov\\p{L}*|lavande|lilac|flieder\\p{L}*', l: 0.68, c: 0.09, h: 298 },
  { stems: 'burgundy|maroon|wine red|bordeaux|weinrot\\p{L}*|vínov\\p{L}*|عنابي', l: 0.38, c: 0.13, h: 15 },
  {
    stems: 'terracotta|rust|rost\\p{L}{0,2}|rezav\\p{L}*|cihlov\\p{L}*|terre cuite|ziegelrot\\p{L}*',
    l: 0.56,
    c: 0.13,
    h: 42,
  },
  { stems: 'coral|salmon|korall\\p{L}*|korálov\\p{L}*|lososov\\p{L}*|corail|saumon', l: 0.68, c: 0.15, h: 30 },
  { stems: 'mustard|senf\\p{L}*|hořčicov\\p{L}*|moutarde', l: 0.7, c: 0.13, h: 88 },
  { stems: 'gold(?:en)?|golden\\p{L}*|zlat\\p{L}{1,3}|doré?e?s?|ذهبي\\p{L}*', l: 0.72, c: 0.12, h: 85 },
  { stems: 'cream|ivory|off-white|creme\\p{L}*|krémov\\p{L}*|crème|ivoire|elfenbein\\p{L}*', l: 0.96, c: 0.025, h: 88 },
  { stems: 'beige|sand|oat|béžov\\p{L}*|pískov\\p{L}*|sable|بيج', l: 0.9, c: 0.028, h: 80 },
  { stems: 'charcoal|anthracite|anthrazit\\p{L}*|antracit\\p{L}*|slate|schiefer\\p{L}*', l: 0.32, c: 0.012, h: 250 },
  { stems: 'chocolate|brown|braun\\p{L}*|hněd\\p{L}*|marron|brune?|بني', l: 0.42, c: 0.07, h: 55 },
  { stems: 'magenta|fuchsia|purpurov\\p{L}*', l: 0.55, c: 0.21, h: 345 },
  { stems: 'pink|rosa|rose|růžov\\p{L}*|rosé?s?|وردي\\p{L}*', l: 0.68, c: 0.14, h: 355 },
  { stems: 'purple|violet\\p{L}*|lila|fialov\\p{L}*|violette?s?|بنفسجي\\p{L}*', l: 0.48, c: 0.17, h: 300 },
  { stems: 'orange\\p{L}*|oranžov\\p{L}*|برتقالي\\p{L}*', l: 0.7, c: 0.17, h: 55 },
  { stems: 'yellow|gelb\\p{L}*|žlut\\p{L}*|jaunes?|أصفر|صفراء', l: 0.86, c: 0.16, h: 98 },
  { stems: 'red|rot(?:e[nrsm]?)?|červen\\p{L}*|rouges?|أحمر|حمراء', l: 0.53, c: 0.19, h: 27 },
  { stems: 'green|grün\\p{L}*|zelen\\p{L}*|vert(?:e?s?)?|أخضر|خضراء', l: 0.52, c: 0.13, h: 150 },
  { stems: 'blue|blau\\p{L}*|modr\\p{L}*|bleue?s?|أزرق|زرقاء', l: 0.5, c: 0.15, h: 258 },
  { stems: 'black|schwarz\\p{L}*|čern\\p{L}*|noire?s?|أسود|سوداء', l: 0.22, c: 0.004, h: 270 },
  { stems: 'white|weiß\\p{L}*|weiss\\p{L}*|bíl\\p{L}{1,2}|blanche?s?|blancs?|أبيض|بيضاء', l: 0.995, c: 0.002, h: 90 },
  {
    stems:
      'gr[ae]y|silver|grau\\p{L}*|silber\\p{L}*|šed\\p{L}{1,3}|stříbrn\\p{L}*|grise?s?|argenté?e?|رمادي\\p{L}*|فضي\\p{L}*',
    l: 0.5,
    c: 0.008,
    h: 260,
  },
]

export const darkWords = 'dark|deep|tief\\p{L}*|dunkl?e?\\p{L}*|tmav\\p{L}*|sytě?|foncée?s?|sombres?|داكن\\p{L}*|غامق'
export const lightWords =
  'light|pale|soft|pastel|hell\\p{L}*|blass\\p{L}*|zart\\p{L}*|světl\\p{L}*|bled\\p{L}*|claire?s?|pâles?|فاتح\\p{L}*'
