import type { About } from '../branding.ts'

/** The mark: an X whose rising stroke is a highlighter. */
function Mark() {
  return (
    <span className="inline-flex items-center gap-2.5">
      <svg viewBox="0 0 32 32" aria-hidden="true" className="size-8">
        <rect width="32" height="32" rx="8" className="fill-deep" />
        <path d="M9.2 8.5 22.8 23.5" stroke="#fff" strokeWidth="3.6" strokeLinecap="round" />
        <path d="M7 24.2 25 7.8" className="stroke-mark" strokeWidth="6" />
      </svg>
      <span className="text-xl font-extrabold tracking-tight">StateX</span>
    </span>
  )
}

/** Whose pages these are: the organisation's own logo and name, or ours where it has chosen neither. A logo is seen on white, as most were drawn for it. */
export function Logo({ about }: { about?: About }) {
  const logo = about?.branding?.logo
  if (!logo && !about?.name) return <Mark />
  return (
    <span className="inline-flex min-w-0 items-center gap-2.5">
      {logo && <img src={logo} alt="" className="h-9 max-w-24 rounded-md bg-white object-contain p-0.5 sm:max-w-40" />}
      {about?.name && (
        <span className="line-clamp-2 text-base leading-tight font-extrabold tracking-tight sm:line-clamp-1 sm:text-xl">
          {about.name}
        </span>
      )}
    </span>
  )
}
