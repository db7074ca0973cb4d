// Runs inside the sandbox with native code allowed; never imported by the server itself.
import sharp, { type Sharp } from 'sharp'
import { readExif } from './exif.ts'
import { limits } from './limits.ts'
import { openPage, type PageOfFile, white, whyClosed } from './page-image.ts'
import type { Reading } from './reading.ts'
import { skewOf } from './skew.ts'

/** `isCleaned` asks for even light and larger letters, which helps photographs and harms some clean scans. */
export type PictureToPrepare = PageOfFile & { isCleaned: boolean }
/**
 * The picture for the recogniser, and what was done to it: `scale` and then `degrees` clockwise around the middle, from an upright picture of
 * `width` × `height`.
 */
export type Prepared = { png: Uint8Array; width: number; height: number; scale: number; degrees: number }
export type Described = { pages: number; metadata: Reading['metadata'] }

/** Letters of a scan below this width are too small for the recogniser. */
const narrow = 1_400

/**
 * How many pictures an image file holds, and what it says about itself. Only the first frame of an animation counts; every page of a TIFF does.
 * @throws Unreadable with a sentence for the customer
 */
export async function describePicture(path: string): Promise<Described> {
  const options = { limitInputPixels: limits.picturePixelsMax }
  const found = await sharp(path, options)
    .metadata()
    .catch((error) => {
      throw whyClosed(error)
    })
  const { taken, ...exif } = found.exif ? readExif(found.exif) : {}
  const { width, height } = found.autoOrient
  return {
    pages: found.format === 'tiff' ? (found.pages ?? 1) : 1,
    metadata: { ...exif, ...(taken && { created: taken }), width, height },
  }
}

/** A page as WebP, at most `width` pixels wide. It is drawn anew, so that nothing of the file but what it shows is left: no Exif, no place, no thumbnail. */
export async function drawWebp({ width, ...page }: PageOfFile & { width: number }): Promise<Uint8Array> {
  const picture = await openPage(page, limits.illustrationDpi)
  const { data, info } = await picture.flatten({ background: white }).raw().toBuffer({ resolveWithObject: true })
  return sharp(data, { raw: info }).resize({ width, withoutEnlargement: true }).webp({ quality: 75 }).toBuffer()
}

/**
 * Opens one page as a picture, grey, upright and straight.
 * @throws Unreadable with a sentence for the customer
 */
export async function preparePicture({ isCleaned, ...page }: PictureToPrepare): Promise<Prepared> {
  const picture = await openPage(page)
  const upright = await greyOf(picture.flatten({ background: white }))
  const { width, height } = upright
  const scale = isCleaned && width < narrow ? 2 : 1
  let grey = upright
  const degrees = await turnOf(grey)
  if (scale > 1) grey = await greyOf(open(grey).resize({ width: width * scale, kernel: 'cubic' }))
  // Even before it is turned: the white corners would cast a light of their own.
  if (isCleaned) grey = { ...grey, data: await evenLight(grey) }
  if (degrees !== 0) grey = await greyOf(sharp(await pngOf(grey)).rotate(degrees, { background: white }))
  return { png: await pngOf(grey), width, height, scale, degrees }
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
