/**
 * A map of the rooms that were visited, drawn from GMCP's Room.Info: each room one step in its
 * exit's direction from the one it was entered from. Decoration for eyes; the panel says the same
 * in words. Not for: what rooms are called (the panel).
 */

export interface Room { readonly num: string, readonly name: string, readonly exits: Readonly<Record<string, string>>, x: number, y: number, z: number }

const STEPS: Readonly<Record<string, readonly [number, number, number]>> = {
  north: [0, -1, 0], south: [0, 1, 0], east: [1, 0, 0], west: [-1, 0, 0], northeast: [1, -1, 0], northwest: [-1, -1, 0], southeast: [1, 1, 0], southwest: [-1, 1, 0],
  up: [0, 0, 1], down: [0, 0, -1], out: [0, 1, 0], in: [0, -1, 0],
}
const SVG = 'http://www.w3.org/2000/svg'
const CELL = 34
const BOX = 20
/** Rooms drawn around the one we are in, in each direction. */
const REACH = 4
/** Rooms remembered; the oldest is forgotten. */
const MAX_ROOMS = 2_000

export class RoomMap {
  readonly #rooms = new Map<string, Room>()
  #here: Room | null = null

  constructor(private readonly svg: SVGSVGElement) {}

  /** All rooms, the one we are in last. */
  get rooms(): readonly Room[] {
    return [...this.#rooms.values()]
  }

  /** Rooms that another map knew. */
  restore(rooms: readonly Room[]): void {
    if (rooms.length === 0) return
    for (const room of rooms) this.#rooms.set(room.num, room)
    this.#here = rooms[rooms.length - 1]
    this.#draw()
  }

  entered(num: string, name: string, exits: Readonly<Record<string, string>>): void {
    const known = this.#rooms.get(num)
    const [x, y, z] = known ? [known.x, known.y, known.z] : this.#place(num, exits)
    const room = { num, name, exits, x, y, z }
    this.#rooms.delete(num)
    this.#rooms.set(num, room)
    if (this.#rooms.size > MAX_ROOMS) this.#rooms.delete(this.#rooms.keys().next().value!)
    this.#here = room
    this.#draw()
  }

  /** Beside a room we know that leads here or is led to from here; else far from all others. */
  #place(num: string, exits: Readonly<Record<string, string>>): [number, number, number] {
    const from = this.#here
    const way = from && Object.entries(from.exits).find(([, to]) => to === num)
    if (from && way && STEPS[way[0]]) return add(from, STEPS[way[0]], 1)
    for (const [name, to] of Object.entries(exits)) {
      const known = this.#rooms.get(to)
      if (known && STEPS[name]) return add(known, STEPS[name], -1)
    }
    return [(from?.x ?? 0) + (from ? 100 : 0), 0, 0]
  }

  #draw(): void {
    const here = this.#here!
    const near = [...this.#rooms.values()].filter((r) => r.z === here.z && Math.abs(r.x - here.x) <= REACH && Math.abs(r.y - here.y) <= REACH)
    const at = (r: { x: number, y: number }): [number, number] => [(r.x - here.x + REACH) * CELL + CELL / 2, (r.y - here.y + REACH) * CELL + CELL / 2]
    const lines: SVGElement[] = []
    const boxes: SVGElement[] = []
    for (const room of near) {
      const [x, y] = at(room)
      for (const way of Object.keys(room.exits)) {
        const step = STEPS[way]
        if (!step || step[2] !== 0) continue
        lines.push(shape('line', { x1: x, y1: y, x2: x + step[0] * CELL / 2, y2: y + step[1] * CELL / 2 }))
      }
      const box = shape('rect', { x: x - BOX / 2, y: y - BOX / 2, width: BOX, height: BOX, rx: 3, class: room === here ? 'here' : 'room' })
      const title = document.createElementNS(SVG, 'title')
      title.textContent = room.name
      box.append(title)
      boxes.push(box)
      const vertical = `${'up' in room.exits ? '▲' : ''}${'down' in room.exits ? '▼' : ''}`
      if (vertical) {
        const sign = shape('text', { x, y: y + 4 })
        sign.textContent = vertical
        boxes.push(sign)
      }
    }
    const size = (REACH * 2 + 1) * CELL
    this.svg.setAttribute('viewBox', `0 0 ${size} ${size}`)
    this.svg.replaceChildren(...lines, ...boxes)
  }
}

function add(r: { x: number, y: number, z: number }, step: readonly [number, number, number], by: number): [number, number, number] {
  return [r.x + step[0] * by, r.y + step[1] * by, r.z + step[2] * by]
}

function shape(tag: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value))
  return made
}
