import { useCallback, useEffect, useRef, useState } from 'react'
import { limits } from '../attachments.ts'

export type RecorderState = 'idle' | 'asking' | 'recording'
/** Why recording is not possible. */
export type RecorderTrouble = 'refused' | 'missing' | 'unsupported' | 'broken'

const types = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus']

const troubleOf = (error: unknown): RecorderTrouble => {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing'
  return 'broken'
}

/** Loudness of the microphone between 0 and 1, on a scale where ordinary speech fills about half. */
function meter(stream: MediaStream): { level: () => number; close: () => void } {
  const context = new AudioContext()
  const analyser = new AnalyserNode(context, { fftSize: 1024 })
  context.createMediaStreamSource(stream).connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  return {
    level: () => {
      analyser.getFloatTimeDomainData(samples)
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
      const decibels = 10 * Math.log10(power + 1e-9)
      return Math.min(1, Math.max(0, (decibels + 60) / 55))
    },
    close: () => void context.close(),
  }
}

type Session = { recorder: MediaRecorder; stop: () => void }

/** Records until `stop` is called or the longest duration is reached; `onTick` is called ten times a second. */
function startSession(
  stream: MediaStream,
  onTick: (seconds: number, level: number) => void,
  onDone: (blob: Blob, seconds: number) => void,
): Session {
  const type = types.find((candidate) => MediaRecorder.isTypeSupported(candidate))
  const recorder = new MediaRecorder(stream, { ...(type && { mimeType: type }), audioBitsPerSecond: 64_000 })
  const chunks: Blob[] = []
  const volume = meter(stream)
  const startedAt = performance.now()
  const seconds = () => (performance.now() - startedAt) / 1000
  const stop = () => recorder.state !== 'inactive' && recorder.stop()
  const timer = setInterval(() => {
    onTick(seconds(), volume.level())
    if (seconds() >= limits.voiceSecondsMax) stop()
  }, 100)
  recorder.ondataavailable = (event) => event.data.size > 0 && chunks.push(event.data)
  recorder.onstop = () => {
    clearInterval(timer)
    volume.close()
    for (const track of stream.getTracks()) track.stop()
    onDone(new Blob(chunks, { type: recorder.mimeType }), Math.min(seconds(), limits.voiceSecondsMax))
  }
  recorder.start(1_000)
  return { recorder, stop }
}

/** Records the microphone. Leaving the page stops the recording and keeps what was said so far. */
export function useRecorder(onDone: (blob: Blob, seconds: number) => void) {
  const [state, setState] = useState<RecorderState>('idle')
  const [trouble, setTrouble] = useState<RecorderTrouble>()
  const [now, setNow] = useState({ seconds: 0, level: 0 })
  const session = useRef<Session>(undefined)
  const done = useRef(onDone)
  done.current = onDone

  const start = useCallback(async () => {
    setTrouble(undefined)
    if (!navigator.mediaDevices || typeof MediaRecorder === 'undefined') return setTrouble('unsupported')
    setState('asking')
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
      setNow({ seconds: 0, level: 0 })
      session.current = startSession(
        stream,
        (seconds, level) => setNow({ seconds, level }),
        (blob, seconds) => {
          setState('idle')
          if (blob.size > 0) done.current(blob, seconds)
          else setTrouble('broken')
        },
      )
      setState('recording')
    } catch (error) {
      setState('idle')
      setTrouble(troubleOf(error))
    }
  }, [])
  const stop = useCallback(() => session.current?.stop(), [])
  useEffect(() => stop, [stop])
  return { state, trouble, ...now, start, stop }
}
