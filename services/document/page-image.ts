// Runs inside the sandbox with native code allowed; never imported by the server itself.
import { readFile } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import { limits } from './limits.ts'
import { drawPage, openPdfium } from './pdfium.ts'
import { Unreadable } from './reading.ts'

// The process is bounded as a whole; caches and threads of libvips would only fill it.
sharp.cache(false)
sharp.concurrency(1)

/** A larger picture takes longer and is read no better. */
const sideMax = 4_000
export const white = { r: 255, g: 255, b: 255 }

/** `page` counts from 1. */
export type PageOfFile = { path: string; isPdf: boolean; page: number }

/**
 * One page of a PDF or one picture of a file, upright.
 * @throws Unreadable with a sentence for the customer
 */
export async function openPage({ path, isPdf, page }: PageOfFile, dpi = limits.rasterDpi): Promise<Sharp> {
  return isPdf ? openPdfPage(path, page, dpi) : openImage(path, page)
}

/** One picture of an image file, turned as its camera says. Only the first frame of an animation; every page of a TIFF. */
async function openImage(path: string, page: number): Promise<Sharp> {
  const options = { limitInputPixels: limits.picturePixelsMax, failOn: 'error' as const }
  try {
    const { format, width, height } = await sharp(path, options).metadata()
    const picture = sharp(path, { ...options, ...(format === 'tiff' && { page: page - 1 }) }).autoOrient()
    if (Math.max(width, height) > sideMax) picture.resize({ width: sideMax, height: sideMax, fit: 'inside' })
    // The pixels are decoded here, so that a damaged file ends with the right sentence.
    const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true })
    return sharp(data, { raw: info })
  } catch (error) {
    throw whyClosed(error)
  }
}

/** What is wrong with a picture that libvips does not open, for the customer. */
export function whyClosed(cause: unknown): Unreadable {
  const most = limits.picturePixelsMax / 1_000_000
  return /pixel limit/i.test(String(cause))
    ? new Unreadable(`The picture has more than ${most} megapixels.`, { cause })
    : new Unreadable('The picture is damaged and could not be opened.', { cause })
}

async function openPdfPage(path: string, number: number, dpi: number): Promise<Sharp> {
  const pdf = await openPdfium(await readFile(path))
  const { data, width, height } = drawPage(pdf, number, dpi)
  return sharp(data, { raw: { width, height, channels: 4 } })
}
