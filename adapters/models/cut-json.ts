/**
 * The first whole JSON object or array in a text, parsed; undefined when there is none. Models wrap their answer in prose and fences ("Here you
 * are: ```json …"), also when they are asked not to.
 */
export function cutJson(text: string): unknown {
  for (let start = text.search(/[{[]/); start >= 0; start = nextStart(text, start)) {
    const end = endOf(text, start)
    if (end === undefined) continue
    try {
      return JSON.parse(text.slice(start, end))
    } catch {
      // Braces of prose; the next one may begin the answer.
    }
  }
  return undefined
}

function nextStart(text: string, start: number): number {
  const found = text.slice(start + 1).search(/[{[]/)
  return found < 0 ? -1 : start + 1 + found
}

/** Where the bracket that opens at `start` is closed, strings skipped. */
function endOf(text: string, start: number): number | undefined {
  let depth = 0
  let isString = false
  for (let i = start; i < text.length; i++) {
    const c = text[i]
    if (isString) {
      if (c === '\\') i++
      else if (c === '"') isString = false
    } else if (c === '"') isString = true
    else if (c === '{' || c === '[') depth++
    else if ((c === '}' || c === ']') && --depth === 0) return i + 1
  }
  return undefined
}
