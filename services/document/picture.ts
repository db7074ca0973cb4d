// Runs inside the sandbox with native code allowed; never imported by the server itself.
import { readFile } from 'node:fs/promises'
import sharp, { type Sharp } from 'sharp'
import { limits } from './limits.ts'
import { openPdf } from './pdf.ts'
import { Unreadable } from './reading.ts'
import { skewOf } from './skew.ts'

/** `page` counts from 1; `isCleaned` asks for even light and larger letters, which helps photographs and harms some clean scans. */
export type PictureToPrepare = { path: string; isPdf: boolean; page: number; isCleaned: boolean }
/**
 * The picture for the recogniser, and what was done to it: `scale` and then `degrees` clockwise around the middle, from an upright picture of
 * `width` × `height`. `pages` is how many pictures the file holds.
 */
export type Prepared = { png: Uint8Array; width: number; height: number; scale: number; degrees: number; pages: number }

// The process is bounded as a whole; caches and threads of libvips would only fill it.
sharp.cache(false)
sharp.concurrency(1)

/** Letters of a scan below this width are too small for the recogniser. */
const narrow = 1_400
/** A larger picture takes longer and is read no better. */
const sideMax = 4_000
const white = { r: 255, g: 255, b: 255 }

/**
 * Opens one page as a picture, grey, upright and straight.
 * @throws Unreadable with a sentence for the customer
 */
export async function preparePicture({ path, isPdf, page, isCleaned }: PictureToPrepare): Promise<Prepared> {
  const { picture, pages } = isPdf ? { picture: await drawPage(path, page), pages: 1 } : await openImage(path, page)
  const upright = await greyOf(picture.flatten({ background: white }))
  const { width, height } = upright
  const scale = isCleaned && width < narrow ? 2 : 1
  let grey = upright
  const degrees = await turnOf(grey)
  if (scale > 1) grey = await greyOf(open(grey).resize({ width: width * scale, kernel: 'cubic' }))
  // Even before it is turned: the white corners would cast a light of their own.
  if (isCleaned) grey = { ...grey, data: await evenLight(grey) }
  if (degrees !== 0) grey = await greyOf(sharp(await pngOf(grey)).rotate(degrees, { background: white }))
  return { png: await pngOf(grey), width, height, scale, degrees, pages }
}

/** One picture of an image file, turned as its camera says. Only the first frame of an animation; every page of a TIFF. */
async function openImage(path: string, page: number): Promise<{ picture: Sharp; pages: number }> {
  const options = { limitInputPixels: limits.picturePixelsMax, failOn: 'error' as const }
  try {
    const { format, pages = 1, width, height } = await sharp(path, options).metadata()
    const picture = sharp(path, { ...options, ...(format === 'tiff' && { page: page - 1 }) }).autoOrient()
    if (Math.max(width, height) > sideMax) picture.resize({ width: sideMax, height: sideMax, fit: 'inside' })
    // The pixels are decoded here, so that a damaged file ends with the right sentence.
    const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true })
    return { picture: sharp(data, { raw: info }), pages: format === 'tiff' ? pages : 1 }
  } catch (error) {
    if (/pixel limit/i.test(String(error)))
      throw new Unreadable(`The picture has more than ${limits.picturePixelsMax / 1_000_000} megapixels.`, {
        cause: error,
      })
    throw new Unreadable('The picture is damaged and could not be opened.', { cause: error })
  }
}

/** Draws one page of a PDF. Without the optional drawing library there is no picture to recognise. */
async function drawPage(path: string, number: number): Promise<Sharp> {
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
    const viewport = page.getViewport({ scale: Math.min(limits.rasterDpi / 72, most) })
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

type Grey = { data: Buffer; width: number; height: number }

/** Degrees clockwise that make the lines of text straight. */
async function turnOf(picture: Grey): Promise<number> {
  const small = await greyOf(open(picture).resize({ width: 800, withoutEnlargement: true }))
  // 0 - 0 is 0 and no negative zero.
  return 0 - skewOf(await evenLight(small), small.width, small.height)
}

async function greyOf(picture: Sharp): Promise<Grey> {
  const { data, info } = await picture.greyscale().raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

const open = ({ data, width, height }: Grey): Sharp => sharp(data, { raw: { width, height, channels: 1 } })
const pngOf = (picture: Grey): Promise<Buffer> => open(picture).png({ compressionLevel: 1 }).toBuffer()

/** Divides by the background, which is the picture without anything as small as a letter: shadows of a photograph go, letters stay. */
async function evenLight(picture: Grey): Promise<Buffer> {
  const { data, width, height } = picture
  const small = await open(picture)
    .resize({ width: Math.max(8, width >> 3), height: Math.max(8, height >> 3), fit: 'fill' })
    .median(7)
    .blur(3)
    .png()
    .toBuffer()
  const background = await greyOf(sharp(small).resize({ width, height, fit: 'fill' }))
  const even = Buffer.alloc(width * height)
  for (let at = 0; at < even.length; at++)
    even[at] = Math.min(255, ((data[at] as number) * 255) / Math.max(1, background.data[at] as number))
  return even
}
