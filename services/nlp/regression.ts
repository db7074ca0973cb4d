/** What is known of one case: its signs by number, each once, and whether it came out true (1) or not (0). `share` is how much it counts. */
export type Row = { signs: number[]; isNeed: number; share: number }

/** Newton's method needs about ten rounds, and each of them at most this many steps, to move nothing that rounding would keep. */
const roundsMax = 30
const stepsMax = 60
const settled = 1e-6

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0)

/**
 * Logistic regression on signs that are there or not, with shrinkage: what each is worth, in logits. Sign 0 stands in every row and is not held
 * back. By Newton's method, whose equations are solved by conjugate gradients, since the matrix of some thousand signs is better never written out.
 */
export function regress(rows: readonly Row[], size: number, shrinkage: number): Float64Array {
  const worth = new Float64Array(size)
  const held = (w: Float64Array) => w.map((x, i) => (i === 0 ? 0 : shrinkage * x))
  for (let round = 0; round < roundsMax; round++) {
    const slope = held(worth)
    const curve = new Float64Array(rows.length)
    for (const [i, { signs, isNeed, share }] of rows.entries()) {
      const chance = 1 / (1 + Math.exp(-signs.reduce((sum, sign) => sum + worth[sign]!, 0)))
      curve[i] = chance * (1 - chance) * share
      for (const sign of signs) slope[sign]! += (chance - isNeed) * share
    }
    const bend = (w: Float64Array) => {
      const out = held(w)
      for (const [i, { signs }] of rows.entries()) {
        const sum = curve[i]! * signs.reduce((all, sign) => all + w[sign]!, 0)
        for (const sign of signs) out[sign]! += sum
      }
      return out
    }
    const move = solve(bend, slope)
    for (const [i, x] of move.entries()) worth[i]! -= x
    if (dot(move, move) < settled) break
  }
  return worth
}

/** Conjugate gradients: the x for which `bend(x)` is `right`. */
function solve(bend: (x: Float64Array) => Float64Array, right: Float64Array): Float64Array {
  const x = new Float64Array(right.length)
  const rest = right.slice()
  const way = right.slice()
  let size = dot(rest, rest)
  const enough = size * settled
  for (let step = 0; step < stepsMax && size > enough; step++) {
    const bent = bend(way)
    const far = size / dot(way, bent)
    for (let i = 0; i < x.length; i++) {
      x[i]! += far * way[i]!
      rest[i]! -= far * bent[i]!
    }
    const next = dot(rest, rest)
    for (let i = 0; i < x.length; i++) way[i] = rest[i]! + (next / size) * way[i]!
    size = next
  }
  return x
}
