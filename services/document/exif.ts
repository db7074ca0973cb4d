/** Fields of a photograph (Exif 3.0) that say when, where and with what it was taken. `taken` has no time zone: cameras do not know it. */
export type Exif = {
  camera?: string
  taken?: string
  latitude?: number
  longitude?: number
  author?: string
  title?: string
}

type Entry = { type: number; count: number; at: number }
const bytesOf: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 }
const tags = { title: 0x010e, make: 0x010f, model: 0x0110, author: 0x013b, exif: 0x8769, gps: 0x8825, taken: 0x9003 }

/** Reads what `sharp` hands over: a TIFF structure, with or without its mark `Exif\0\0`. Nothing in it is believed; what does not fit is left out. */
export function readExif(raw: Uint8Array): Exif {
  const start = Buffer.from(raw.subarray(0, 6)).toString('latin1') === 'Exif\0\0' ? 6 : 0
  const view = new DataView(raw.buffer, raw.byteOffset + start, Math.max(0, raw.byteLength - start))
  try {
    const isLittle = view.getUint16(0) === 0x4949
    const open = reader(view, isLittle)
    const main = open.directory(view.getUint32(4, isLittle))
    const exif = open.directory(open.number(main.get(tags.exif)))
    const gps = open.directory(open.number(main.get(tags.gps)))
    const make = open.text(main.get(tags.make))
    const model = open.text(main.get(tags.model))
    const taken = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(open.text(exif.get(tags.taken)))
    const latitude = open.degrees(gps.get(2), open.text(gps.get(1)) === 'S', 90)
    const longitude = open.degrees(gps.get(4), open.text(gps.get(3)) === 'W', 180)
    const camera = model.startsWith(make) ? model : `${make} ${model}`.trim()
    const fields = {
      camera,
      taken: taken ? `${taken[1]}-${taken[2]}-${taken[3]}T${taken[4]}` : '',
      author: open.text(main.get(tags.author)),
      title: open.text(main.get(tags.title)),
    }
    return {
      ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value)),
      ...(latitude !== undefined && longitude !== undefined && { latitude, longitude }),
    }
  } catch (error) {
    // An offset that points outside.
    if (error instanceof RangeError) return {}
    throw error
  }
}

function reader(view: DataView, isLittle: boolean) {
  const rational = (at: number) => view.getUint32(at, isLittle) / view.getUint32(at + 4, isLittle)
  return {
    directory(at: number | undefined): Map<number, Entry> {
      const entries = new Map<number, Entry>()
      if (at === undefined) return entries
      const count = Math.min(view.getUint16(at, isLittle), 200)
      for (let n = 0; n < count; n++) {
        const entry = at + 2 + 12 * n
        const [type, values] = [view.getUint16(entry + 2, isLittle), view.getUint32(entry + 4, isLittle)]
        // Four bytes and less stand in the entry itself.
        const isInline = (bytesOf[type] ?? 1) * values <= 4
        const place = isInline ? entry + 8 : view.getUint32(entry + 8, isLittle)
        entries.set(view.getUint16(entry, isLittle), { type, count: values, at: place })
      }
      return entries
    },
    number: (entry: Entry | undefined) =>
      entry && (entry.type === 3 ? view.getUint16(entry.at, isLittle) : view.getUint32(entry.at, isLittle)),
    text(entry: Entry | undefined): string {
      if (entry?.type !== 2 || entry.at >= view.byteLength) return ''
      const length = Math.min(entry.count, 500, view.byteLength - entry.at)
      const bytes = new Uint8Array(view.buffer, view.byteOffset + entry.at, length)
      return new TextDecoder().decode(bytes).split('\0')[0]?.trim() ?? ''
    },
    /** Degrees, minutes and seconds; five decimals are a metre. */
    degrees(entry: Entry | undefined, isNegative: boolean, most: number): number | undefined {
      if (entry?.type !== 5 || entry.count !== 3) return undefined
      const value = rational(entry.at) + rational(entry.at + 8) / 60 + rational(entry.at + 16) / 3_600
      if (!Number.isFinite(value) || value > most) return undefined
      return Math.round((isNegative ? -value : value) * 100_000) / 100_000
    },
  }
}
