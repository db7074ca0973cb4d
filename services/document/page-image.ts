// Runs inside the sandbox with native code allowed; never imported by the server itself.
import { readFile } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import { limits } from './limits.ts'
import { openPdf } from './pdf.ts'
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
  return isPdf ? drawPage(path, page, dpi) : openImage(path, page)
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

/** Draws one page of a PDF. Without the optional drawing library there is no picture to recognise. */
async function drawPage(path: string, number: number, dpi: number): Promise<Sharp> {
  const { createIsomorphicCanvasFactory } = await import('unpdf')
  const CanvasFactory = await createIsomorphicCanvasFactory(() => import('@napi-rs/canvas')).catch((cause) => {
    throw new Unreadable(
      'Scanned PDF pages cannot be drawn on this installation. Whoever runs it can install the optional npm package @napi-rs/canvas.',
      { cause },
    )
  })
  const pdf = await openPdf(new Uint8Array(await readFile(path)), { CanvasFactory })
  try {
    const page = await pdf.getPage(number)
    const size = page.getViewport({ scale: 1 })
    const most = Math.sqrt(limits.rasterPixelsMax / (size.width * size.height))
    const viewport = page.getViewport({ scale: Math.min(dpi / 72, most) })
    const [width, height] = [Math.max(1, Math.round(viewport.width)), Math.max(1, Math.round(viewport.height))]
    const drawn = new CanvasFactory().create(width, height)
    await page.render({ canvas: drawn.canvas, canvasContext: drawn.context, viewport } as never).promise
    const { data } = drawn.context.getImageData(0, 0, width, height)
    return sharp(Buffer.from(data.buffer, data.byteOffset, data.byteLength), { raw: { width, height, channels: 4 } })
  } catch (cause) {
    if (cause instanceof Unreadable) throw cause
    throw new Unreadable('The page could not be drawn.', { cause })
  }
}
