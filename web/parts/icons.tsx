const paths = {
  arrow: 'M4 10h12M11 5l5 5-5 5',
  check: 'M4 10.5 8 14.5 16 5.5',
  cross: 'M5 5l10 10M15 5 5 15',
  minus: 'M5 10h10',
  plus: 'M5 10h10M10 5v10',
  clock: 'M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14ZM10 6v4l2.5 2',
  mic: 'M10 3a2.5 2.5 0 0 1 2.5 2.5v4a2.5 2.5 0 0 1-5 0v-4A2.5 2.5 0 0 1 10 3ZM5 9.5a5 5 0 0 0 10 0M10 14.5V17',
  clip: 'M16 9.2l-6.1 6.1a4 4 0 0 1-5.7-5.7l6.4-6.4a2.7 2.7 0 0 1 3.8 3.8L8 13.4a1.3 1.3 0 0 1-1.9-1.9l5.7-5.7',
  pen: 'M4 16l.8-3.2L13.2 4.4a1.4 1.4 0 0 1 2 0l.4.4a1.4 1.4 0 0 1 0 2L7.2 15.2 4 16Z',
  file: 'M6 3h5l4 4v10H6V3ZM11 3v4h4',
  play: 'M7 4.5v11l8.5-5.5L7 4.5Z',
  pause: 'M7 5v10M13 5v10',
  stop: 'M6 6h8v8H6z',
  sun: 'M10 7a3 3 0 1 1 0 6 3 3 0 0 1 0-6ZM10 2.5v1.5M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M4.7 15.3l1-1M14.3 5.7l1-1',
  moon: 'M16 11.5A6.5 6.5 0 0 1 8.5 4a6.5 6.5 0 1 0 7.5 7.5Z',
  alert: 'M10 3.5 17.5 16h-15L10 3.5ZM10 8.5v3.5M10 14v.2',
  copy: 'M7 7h9v9H7zM4 13V4h9',
  download: 'M10 3v9M6 8.5l4 4 4-4M4 16.5h12',
  open: 'M8 4H4v12h12v-4M11 4h5v5M16 4l-7 7',
  phone: 'M6.5 2.5h7v15h-7zM9.5 15h1',
  desktop: 'M2.5 4h15v9.5h-15zM7 17h6M10 13.5V17',
  again: 'M15.5 8A6 6 0 1 0 16 11M16 4v4h-4',
  person: 'M10 3.5a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 0 1 0-6.4ZM4 17a6 6 0 0 1 12 0',
  people:
    'M7.5 4.5a2.7 2.7 0 1 1 0 5.4 2.7 2.7 0 0 1 0-5.4ZM2.5 16.5a5 5 0 0 1 10 0M13 4.8a2.6 2.6 0 0 1 0 4.9M15 12.6a5 5 0 0 1 2.5 3.9',
  key: 'M7 9.2a3.4 3.4 0 1 1 0 6.8 3.4 3.4 0 0 1 0-6.8ZM9.4 10.2 16.5 3M13.5 6l2.5 2.5',
  lock: 'M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  back: 'M16 10H4M9 5l-5 5 5 5',
} as const

export type IconName = keyof typeof paths

/** A small stroke drawing beside words that say the same; hidden from screen readers for that reason. */
export function Icon({ name, className = 'size-5' }: { name: IconName; className?: string }) {
  const mirrored = name === 'arrow' || name === 'back' ? 'rtl:-scale-x-100' : ''
  return (
    <svg
      viewBox="0 0 20 20"
      aria-hidden="true"
      className={`shrink-0 ${mirrored} ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={paths[name]} />
    </svg>
  )
}
