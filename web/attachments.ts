/** Bounds of one request, as the server enforces them; checked here first so that nobody uploads 50 MB for nothing. */
export const limits = { fileBytesMax: 50_000_000, totalBytesMax: 200_000_000, filesMax: 20, voiceSecondsMax: 600 }

const extensions = [
  'pdf',
  'docx',
  'pptx',
  'xlsx',
  'odt',
  'rtf',
  'txt',
  'md',
  'csv',
  'html',
  'htm',
  'eml',
  'png',
  'jpg',
  'jpeg',
  'webp',
  'gif',
  'tif',
  'tiff',
  'mp4',
  'mov',
  'wav',
  'mp3',
  'm4a',
  'ogg',
  'webm',
  'flac',
] as const
/** Value of the file input's `accept`. */
export const accept = extensions.map((extension) => `.${extension}`).join(',')

export type Refusal = 'type' | 'empty' | 'file_size' | 'total_size' | 'count' | 'duplicate'
type FileLike = { name: string; size: number }

export const extensionOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''

/**
 * Says why a file cannot be added, or nothing when it can. The type is judged by the name only; the server looks into the bytes.
 *
 * @param kept files that are already attached
 * @param otherBytes bytes that count towards the total besides files, such as the recording
 */
export function refusal(file: FileLike, kept: FileLike[], otherBytes = 0): Refusal | undefined {
  if (!(extensions as readonly string[]).includes(extensionOf(file.name))) return 'type'
  if (file.size === 0) return 'empty'
  if (file.size > limits.fileBytesMax) return 'file_size'
  if (kept.length >= limits.filesMax) return 'count'
  if (kept.some((other) => other.name === file.name && other.size === file.size)) return 'duplicate'
  const total = kept.reduce((sum, other) => sum + other.size, otherBytes)
  if (total + file.size > limits.totalBytesMax) return 'total_size'
}

/**
 * Spreads the bytes sent so far over the parts of a form, which travel one after another.
 *
 * @returns one fraction between 0 and 1 per part
 */
export function progressOf(sizes: number[], loaded: number, total: number): number[] {
  const sum = sizes.reduce((all, size) => all + size, 0)
  // The form's own lines and the text fields travel first; without this the first file would seem to start too early.
  let left = loaded - Math.max(0, total - sum)
  return sizes.map((size) => {
    const sent = Math.min(Math.max(left, 0), size)
    left -= size
    return size === 0 ? 1 : sent / size
  })
}
