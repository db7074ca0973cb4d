// Files that want too much of a machine, made here: none is downloaded, none is kept.
import { execFileSync } from 'node:child_process'
import { openAsBlob, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { longPdf, wav, zipBomb } from '../flows/fixtures.ts'

export type Hostile = {
  title: string
  field: 'voice' | 'files'
  name: string
  content: Blob
  /** What the customer is told: at the intake, where the file is refused, or with the result, where it was taken. */
  told: { refusal: RegExp } | { left: RegExp[] }
}

const objectsMax = 1_000_000

/** A PDF of one page with text and so many objects that nothing refers to: 43 MB for a million. */
function crowdedPdf(objects: number): Buffer {
  const words = 'BT /F1 10 Tf 1 0 0 1 40 700 Tm (It needs a page for our history.) Tj ET'
  const named = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Count 1 /Kids [4 0 R] >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >> /Contents 5 0 R >>',
    `<< /Length ${words.length} >>\nstream\n${words}\nendstream`,
  ]
  const parts = ['%PDF-1.7\n']
  const rows = ['0000000000 65535 f \n']
  let at = parts[0]!.length
  for (let number = 1; number <= objects; number++) {
    const object = `${number} 0 obj\n${named[number - 1] ?? '0'}\nendobj\n`
    rows.push(`${String(at).padStart(10, '0')} 00000 n \n`)
    parts.push(object)
    at += object.length
  }
  const size = objects + 1
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`
  return Buffer.from([...parts, `xref\n0 ${size}\n`, ...rows, trailer].join(''), 'latin1')
}

/** Makes them in `folder`, for the limits that an installation has by default: 50 MB a file, 600 s a voice note where its length can be told. */
export async function makeHostile(folder: string): Promise<Hostile[]> {
  const at = (name: string) => join(folder, name)
  const ffmpeg = (...args: string[]) => execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args])
  const video = async (name: string, seconds: number) => {
    const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=640x480:rate=5']
    const noise = ['-f', 'lavfi', '-i', 'anoisesrc=c=pink:r=16000:a=0.3:seed=1']
    const kept = ['-c:v', 'rawvideo', '-pix_fmt', 'uyvy422', '-c:a', 'pcm_s16le', '-f', 'mov']
    ffmpeg(...picture, ...noise, '-t', `${seconds}`, ...kept, at(name))
    return openAsBlob(at(name))
  }
  // One minute, copied 240 times into a stream that does not say how long it is, as from the recorder of a browser.
  const minute = ['-f', 'lavfi', '-i', 'anullsrc=r=16000:cl=mono', '-t', '60', '-c:a', 'libopus', '-b:a', '6k']
  ffmpeg(...minute, at('minute.webm'))
  ffmpeg('-stream_loop', '239', '-i', at('minute.webm'), '-c', 'copy', '-f', 'webm', '-live', '1', at('hours.webm'))
  writeFileSync(at('crowded.pdf'), crowdedPdf(objectsMax))
  const blob = (bytes: Buffer) => new Blob([bytes as Uint8Array<ArrayBuffer>])
  const voice = { field: 'voice' as const }
  const file = { field: 'files' as const }
  return [
    {
      title: 'a video of 300 MB that calls itself a WAV',
      ...voice,
      name: 'whole.wav',
      content: await video('whole.wav', 98),
      told: { refusal: /^A file may have 50 MB\.$/ },
    },
    {
      title: 'a video just under the limit that calls itself a WAV, with noise for sound',
      ...voice,
      name: 'under.wav',
      content: await video('under.wav', 16.2),
      told: { left: [] },
    },
    {
      title: 'an hour of silence that says how long it is',
      ...voice,
      name: 'hour.wav',
      content: blob(wav(3_600)),
      told: { refusal: /^A voice note may last 10 minutes\.$/ },
    },
    {
      title: 'four hours of silence that do not say how long they are',
      ...voice,
      name: 'hours.webm',
      content: await openAsBlob(at('hours.webm')),
      told: { left: [/^Voice note: No words were heard/, /Only the first 15 minutes were listened to/] },
    },
    {
      title: 'a Word document of 300 kB that unpacks to 300 MB',
      ...file,
      name: 'bomb.docx',
      content: blob(zipBomb(300_000_000)),
      told: { left: [/^bomb\.docx\b/] },
    },
    {
      title: 'a PDF of 10,000 pages',
      ...file,
      name: 'long.pdf',
      content: blob(longPdf(10_000, 'A page like all the others.')),
      told: { left: [/^long\.pdf\b.*10,?000/] },
    },
    {
      title: 'a PDF of a million objects',
      ...file,
      name: 'crowded.pdf',
      content: await openAsBlob(at('crowded.pdf')),
      told: { left: [] },
    },
  ]
}
