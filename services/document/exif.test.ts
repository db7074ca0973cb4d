import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { readExif } from './exif.ts'

const photograph = () =>
  sharp({ create: { width: 40, height: 20, channels: 3, background: 'white' } })
    .jpeg()
    .withExif({
      IFD0: { Make: 'Acme', Model: 'Acme One', Artist: 'A. Potter', ImageDescription: 'Our kiln' },
      IFD2: { DateTimeOriginal: '2026:02:03 04:05:06' },
      IFD3: {
        GPSLatitudeRef: 'S',
        GPSLatitude: '33/1 52/1 1051/100',
        GPSLongitudeRef: 'E',
        GPSLongitude: '151/1 12/1 2632/100',
      },
    })
    .toBuffer()

test('camera, time, place, author and title of a photograph are read', async () => {
  const { exif } = await sharp(await photograph()).metadata()
  assert.deepEqual(readExif(exif!), {
    camera: 'Acme One',
    taken: '2026-02-03T04:05:06',
    author: 'A. Potter',
    title: 'Our kiln',
    latitude: -33.86959,
    longitude: 151.20731,
  })
})

test('damaged fields are left out, wherever the damage is', async () => {
  const { exif } = await sharp(await photograph()).metadata()
  for (let length = 0; length < exif!.length; length++) assert.ok(readExif(exif!.subarray(0, length)))
  for (let at = 0; at < exif!.length; at++) {
    const broken = Buffer.from(exif!)
    broken[at] = 0xff
    assert.ok(readExif(broken))
  }
})
