import type { ReactNode } from 'react'

/** Drawings of the four results, in the colours of the theme. The words beside them say the same, so they are hidden from screen readers. */
function Sketch({ children }: { children: ReactNode }) {
  return (
    <svg viewBox="0 0 240 132" aria-hidden="true" className="w-full border-b border-line bg-sunk">
      {children}
    </svg>
  )
}

const bar = (x: number, y: number, width: number, className: string, height = 7) => (
  <rect key={`${x} ${y}`} x={x} y={y} width={width} height={height} rx={2} className={className} />
)

export function AnalysisSketch() {
  return (
    <Sketch>
      <rect x="24" y="20" width="112" height="112" rx="6" className="fill-surface stroke-line" />
      {[38, 53, 68, 83, 98, 113].map((y, index) => bar(38, y, [84, 70, 84, 56, 84, 64][index]!, 'fill-line'))}
      {bar(38, 53, 70, 'fill-mark', 9)}
      {bar(70, 98, 52, 'fill-mark', 9)}
      <path
        d="M108 57.5h32c10 0 8-13 18-13M122 102.5h18c10 0 8-13 18-13"
        fill="none"
        className="stroke-link"
        strokeWidth="2"
      />
      {[36, 81].map((y) => (
        <g key={y}>
          <rect x="158" y={y - 4} width="62" height="26" rx="5" className="fill-surface stroke-line" />
          {bar(166, y + 5, 46, 'fill-ink')}
        </g>
      ))}
    </Sketch>
  )
}

export function PlanSketch() {
  return (
    <Sketch>
      {[24, 72, 120, 168, 216].map((x) => (
        <path key={x} d={`M${x} 18v98`} className="stroke-line" strokeWidth="1.5" />
      ))}
      {bar(24, 28, 60, 'fill-link', 14)}
      {bar(72, 52, 72, 'fill-link', 14)}
      {bar(120, 76, 60, 'fill-link', 14)}
      {bar(180, 100, 36, 'fill-mark', 14)}
    </Sketch>
  )
}

export function OfferSketch() {
  return (
    <Sketch>
      <rect x="36" y="16" width="168" height="100" rx="6" className="fill-surface stroke-line" />
      {[32, 50, 68].map((y, index) => (
        <g key={y}>
          {bar(50, y, [74, 92, 60][index]!, 'fill-line')}
          {bar(162, y, 28, 'fill-edge')}
        </g>
      ))}
      <path d="M50 85h140" className="stroke-line" strokeWidth="1.5" />
      {bar(50, 95, 40, 'fill-ink', 9)}
      {bar(142, 93, 48, 'fill-mark', 13)}
    </Sketch>
  )
}

export function PrototypeSketch() {
  return (
    <Sketch>
      <rect x="28" y="20" width="148" height="124" rx="6" className="fill-surface stroke-line" />
      <rect x="28" y="20" width="148" height="46" rx="6" className="fill-link" />
      {bar(42, 34, 62, 'fill-mark', 9)}
      {bar(42, 49, 42, 'fill-surface', 5)}
      {[42, 86, 130].map((x) => bar(x, 78, 34, 'fill-line', 30))}
      <rect x="158" y="42" width="54" height="104" rx="8" className="fill-surface stroke-edge" strokeWidth="2" />
      <path d="M159 50a7 7 0 0 1 7-7h38a7 7 0 0 1 7 7v24h-52Z" className="fill-link" />
      {bar(167, 55, 28, 'fill-mark', 7)}
      {bar(167, 84, 36, 'fill-line', 20)}
      {bar(167, 110, 36, 'fill-line', 20)}
    </Sketch>
  )
}
