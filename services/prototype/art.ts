import type { Look } from './look.ts'
import { type Draw, drawFrom } from './seed.ts'

/** One shape of a picture: an SVG path in a 400 × 300 box and the class that colours it from the palette; `art0` is the colour of paper. */
export type Shape = { d: string; c: 'art0' | 'art1' | 'art2' | 'art3' | 'art4' }

const width = 400
const height = 300
const colours = ['art1', 'art2', 'art3', 'art4'] as const
const circle = (x: number, y: number, r: number) =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`
const square = (x: number, y: number, w: number, h: number) => `M${x} ${y}h${w}v${h}h${-w}z`

function tiles(draw: Draw): Shape[] {
  const size = draw.pick([100, 50 + 25, 100])
  const shapes: Shape[] = []
  for (let y = 0; y < height; y += size) {
    for (let x = 0; x < width; x += size) {
      const ground = draw.pick(colours)
      const figure = draw.pick(colours.filter((colour) => colour !== ground))
      shapes.push({ d: square(x, y, size, size), c: ground })
      const quarters = [
        `M${x} ${y}h${size}a${size} ${size} 0 0 1 ${-size} ${size}z`,
        `M${x + size} ${y}v${size}a${size} ${size} 0 0 1 ${-size} ${-size}z`,
        `M${x} ${y}a${size} ${size} 0 0 1 ${size} ${size}h${-size}z`,
      ]
      shapes.push({
        d: draw.pick([
          ...quarters,
          circle(x + size / 2, y + size / 2, size / 3),
          `M${x} ${y}l${size} ${size}h${-size}z`,
        ]),
        c: figure,
      })
    }
  }
  return shapes
}

function hills(draw: Draw): Shape[] {
  const shapes: Shape[] = [{ d: square(0, 0, width, height), c: 'art3' }]
  shapes.push({ d: circle(draw.between(70, 330), draw.between(70, 120), draw.between(34, 58)), c: 'art2' })
  const order = draw.pick([
    ['art1', 'art2', 'art4'],
    ['art2', 'art1', 'art4'],
    ['art1', 'art4', 'art2'],
  ] as const)
  for (const [index, colour] of order.entries()) {
    const top = 130 + index * 52
    const lift = draw.between(20, 60)
    const shift = draw.between(-60, 60)
    shapes.push({
      d: `M0 ${top}C${80 + shift} ${top - lift} ${150 + shift} ${top - lift} ${210 + shift} ${top}S${340 + shift / 2} ${top + lift} ${width} ${top - lift / 2}V${height}H0z`,
      c: colour,
    })
  }
  return shapes
}

function rings(draw: Draw): Shape[] {
  const shapes: Shape[] = [{ d: square(0, 0, width, height), c: draw.pick(['art3', 'art4'] as const) }]
  const centres = [
    [draw.between(60, 160), draw.between(180, 300)],
    [draw.between(260, 380), draw.between(10, 110)],
  ] as const
  for (const [x, y] of centres) {
    let radius = draw.between(120, 165)
    let turn = draw.between(0, 3)
    while (radius > 14) {
      shapes.push({ d: circle(x, y, radius), c: colours[turn % 4]! })
      radius -= draw.between(18, 34)
      turn += 1
    }
  }
  return shapes
}

function leaves(draw: Draw): Shape[] {
  const shapes: Shape[] = [{ d: square(0, 0, width, height), c: 'art3' }]
  const figures = ['art1', 'art2', 'art4'] as const
  for (let x = -10; x < width; x += 70) {
    const base = draw.between(305, 340)
    const tall = draw.between(130, 270)
    const lean = draw.between(-50, 50)
    const wide = draw.between(34, 62)
    const colour = draw.pick(figures)
    shapes.push({
      d: `M${x + 35} ${base}C${x + 35 - wide} ${base - tall * 0.4} ${x + 35 + lean - wide * 0.6} ${base - tall * 0.8} ${x + 35 + lean} ${base - tall}C${x + 35 + lean + wide * 0.7} ${base - tall * 0.7} ${x + 35 + wide} ${base - tall * 0.3} ${x + 35} ${base}z`,
      c: colour,
    })
  }
  shapes.push({ d: circle(draw.between(60, 340), draw.between(40, 80), draw.between(18, 34)), c: 'art2' })
  return shapes
}

function bands(draw: Draw): Shape[] {
  const shapes: Shape[] = [{ d: square(0, 0, width, height), c: 'art3' }]
  const slant = draw.pick([-120, 120, 200, -60])
  let x = -220
  let turn = draw.between(0, 3)
  while (x < width + 200) {
    const wide = draw.between(14, 70)
    shapes.push({
      d: `M${x} ${height}L${x + slant} 0H${x + slant + wide}L${x + wide} ${height}z`,
      c: colours[turn % 4]!,
    })
    x += wide + draw.between(0, 40)
    turn += draw.between(1, 2)
  }
  shapes.push({
    d: circle(draw.between(120, 280), draw.between(110, 190), draw.between(56, 84)),
    c: draw.pick(['art2', 'art1'] as const),
  })
  return shapes
}

function arches(draw: Draw): Shape[] {
  const shapes: Shape[] = [{ d: square(0, 0, width, height), c: 'art3' }]
  const count = draw.pick([3, 4, 5])
  const wide = width / count
  for (let index = 0; index < count; index++) {
    let inset = 0
    let turn = draw.between(0, 3)
    const top = draw.between(40, 130)
    while (wide / 2 - inset > 8) {
      const r = wide / 2 - inset
      const x = index * wide + inset
      shapes.push({
        d: `M${x} ${height}V${top + wide / 2}a${r} ${r} 0 0 1 ${2 * r} 0V${height}z`,
        c: colours[turn % 4]!,
      })
      inset += draw.between(10, 18)
      turn += 1
    }
  }
  return shapes
}

function pebbles(draw: Draw): Shape[] {
  const shapes: Shape[] = [{ d: square(0, 0, width, height), c: draw.pick(['art3', 'art0'] as const) }]
  const figures = ['art1', 'art2', 'art4', 'art1'] as const
  for (let y = 30; y < height; y += 62) {
    for (let x = draw.between(10, 40); x < width + 20; x += 74) {
      const w = draw.between(16, 34)
      const h = draw.between(12, 28)
      const [cx, cy] = [x + draw.between(-12, 12), y + draw.between(-12, 12)]
      const bend = draw.between(3, 12)
      shapes.push({
        d: `M${cx - w} ${cy}C${cx - w} ${cy - h - bend} ${cx + w - bend} ${cy - h} ${cx + w} ${cy - bend}S${cx + bend} ${cy + h} ${cx - bend} ${cy + h}S${cx - w} ${cy + bend} ${cx - w} ${cy}z`,
        c: draw.pick(figures),
      })
    }
  }
  return shapes
}

function waves(draw: Draw): Shape[] {
  const shapes: Shape[] = [{ d: square(0, 0, width, height), c: 'art3' }]
  let y = draw.between(20, 60)
  let turn = draw.between(0, 3)
  while (y < height + 40) {
    const lift = draw.between(14, 34)
    shapes.push({
      d: `M0 ${y}C50 ${y - lift} 80 ${y - lift} 133 ${y}S216 ${y + lift} 266 ${y}S350 ${y - lift} ${width} ${y}V${height}H0z`,
      c: colours[turn % 4]!,
    })
    y += draw.between(24, 58)
    turn += draw.pick([1, 1, 3])
  }
  return shapes
}

const rounded = (shape: Shape): Shape => ({
  ...shape,
  d: shape.d.replace(/-?\d+\.\d+/g, (number) => String(Math.round(Number(number)))),
})

/**
 * Draws an abstract picture for a place where the customer's photo will go. It shows nothing in particular on purpose: a stock photo
 * would claim something the customer did not say.
 */
export function artFor(style: Look['art'], seed: string): Shape[] {
  const draw = drawFrom(seed)
  const styles = { tiles, hills, rings, leaves, bands, arches, pebbles, waves }
  return styles[style](draw).map(rounded)
}
