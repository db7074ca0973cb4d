/**
 * The language of the pages: the first of the reader's that the organisation offers, then the first of the organisation's, then the reader's own; English
 * when there are texts in none of them.
 *
 * @param wanted BCP 47 tags, as the browser has them, the preferred one first
 * @param offered ISO 639-1 codes of the organisation, the preferred one first; any when absent
 */
export function languageFor(
  wanted: readonly string[],
  offered: readonly string[] | undefined,
  hasTexts: (code: string) => boolean,
): string {
  const own = wanted.map((tag) => tag.split('-')[0]!.toLowerCase())
  const shared = offered ? own.filter((code) => offered.includes(code)) : own
  return [...shared, ...(offered ?? []), ...own].find(hasTexts) ?? 'en'
}
