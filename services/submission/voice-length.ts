/**
 * Length of a recording in seconds, for all containers that say it or let it be counted. Undefined for others: a WebM straight from a browser's recorder has
 * no length in it, and is bounded by its bytes. Runs in the sandbox, because the file is whatever a stranger sent.
 */
export async function voiceSeconds(path: string): Promise<number | undefined> {
  const { parseFile } = await import('music-metadata')
  try {
    const { format } = await parseFile(path, { duration: true, skipCovers: true })
    return format.duration
  } catch {
    return undefined
  }
}
