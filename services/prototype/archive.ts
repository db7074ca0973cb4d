/**
 * Packs files into a ZIP archive. Times are fixed, so that the same files give the same bytes.
 *
 * @param files path inside the archive → bytes
 */
export async function zipOf(files: Record<string, Uint8Array>): Promise<Uint8Array> {
  const { zipSync } = await import('fflate')
  const entries = Object.entries(files).sort(([one], [other]) => (one < other ? -1 : 1))
  // ZIP has no time zone and starts in 1980.
  return zipSync(Object.fromEntries(entries), { level: 6, mtime: new Date(1980, 0, 2) })
}
