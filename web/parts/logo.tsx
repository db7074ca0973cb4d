/** The mark: an X whose rising stroke is a highlighter. */
export function Logo() {
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
