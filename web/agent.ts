const browsers: [RegExp, string][] = [
  [/\bEdg(?:A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\b(?:HeadlessChrome|Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const systems: [RegExp, string][] = [
  [/\biPhone|\biPad/, 'iOS'],
  [/\bAndroid/, 'Android'],
  [/\bWindows/, 'Windows'],
  [/\bMac OS X/, 'macOS'],
  [/\bLinux|\bX11/, 'Linux'],
]
const first = (table: [RegExp, string][], agent: string) => table.find(([pattern]) => pattern.test(agent))?.[1]

/** What a browser says of itself, short enough to recognise it by. What is no browser we know keeps its own words. */
export function browserOf(agent: string): string | undefined {
  const browser = first(browsers, agent)
  if (!browser) return agent.slice(0, 80) || undefined
  const system = first(systems, agent)
  return system ? `${browser} · ${system}` : browser
}
