import { useEffect, useRef, useState } from 'react'

export type FrameWidth = 'phone' | 'desktop'
const sizes = { phone: { width: 390, height: 760 }, desktop: { width: 1280, height: 800 } }

/** Width that is there for the frame, in CSS pixels. */
function useRoom() {
  const box = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState(0)
  useEffect(() => {
    if (!box.current) return
    const observer = new ResizeObserver(([entry]) => setRoom(entry?.contentRect.width ?? 0))
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [])
  return { box, room }
}

/**
 * Shows a page at a true width: where there is less room it is made smaller, not narrower, so that a phone shows the desktop layout
 * too. The sandbox keeps the page from reading anything of ours.
 */
export function Frame({ src, width, title }: { src: string; width: FrameWidth; title: string }) {
  const { box, room } = useRoom()
  const size = sizes[width]
  const scale = room > 0 ? Math.min(1, room / size.width) : 1
  return (
    <div ref={box} className="overflow-hidden rounded-2xl bg-sunk p-3 sm:p-6">
      <div className="relative mx-auto" style={{ width: size.width * scale, height: size.height * scale }}>
        <iframe
          src={src}
          title={title}
          sandbox="allow-scripts allow-forms"
          className="absolute start-0 top-0 origin-top-left rounded-xl border border-line bg-white rtl:origin-top-right"
          style={{ width: size.width, height: size.height, transform: `scale(${scale})` }}
        />
      </div>
    </div>
  )
}
