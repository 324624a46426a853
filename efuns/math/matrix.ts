/** 4x4 matrices as arrays of 16 floats, row by row, for points as rows: turning, scaling, moving, looking. */
import { BAD_ARGUMENT, LpcError } from '../../driver/vm/errors.js'
import { Float, type Value } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'

type Point = readonly [number, number, number]

const family = 'math'
const since = '0.1'
const IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
const ALL = ['id_matrix', 'translate', 'scale', 'rotate_x', 'rotate_y', 'rotate_z', 'lookat_rotate', 'lookat_rotate2']

const number = (v: Value): number => (v instanceof Float ? v.v : Number(v ?? 0))

function read(matrix: readonly Value[]): number[] {
  if (matrix.length < 16) throw new LpcError('matrix transform requires a 16-element array.', { code: BAD_ARGUMENT })
  return matrix.slice(0, 16).map((x) => {
    if (!(x instanceof Float)) throw new LpcError('matrix transform requires a 16-element float array.', { code: BAD_ARGUMENT })
    return x.v
  })
}

function write(matrix: Value[], m: readonly number[]): Value[] {
  m.forEach((x, i) => void (matrix[i] = new Float(x)))
  return matrix
}

function times(a: readonly number[], b: readonly number[]): number[] {
  return a.map((_, at) => {
    const row = at - at % 4
    return [0, 1, 2, 3].reduce((sum, i) => sum + a[row + i] * b[4 * i + at % 4], 0)
  })
}

/** Turned by `degrees` in the plane of two axes, 0 to 2. */
function rotation(degrees: number, from: number, to: number): number[] {
  const m = [...IDENTITY]
  const angle = degrees * Math.PI / 180
  m[from * 5] = m[to * 5] = Math.cos(angle)
  m[from * 4 + to] = Math.sin(angle)
  m[to * 4 + from] = -Math.sin(angle)
  return m
}

const cross = (a: Point, b: Point): Point => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
const dot = (a: Point, b: Point): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]

function unit(v: Point): Point {
  const length = Math.hypot(...v) || 1
  return [v[0] / length, v[1] / length, v[2] / length]
}

/** The view from `eye` to `at`, with `side` to tell what is beside it. */
function view(eye: Point, at: Point, side: Point): number[] {
  const n = unit([at[0] - eye[0], at[1] - eye[1], at[2] - eye[2]])
  const v = unit(cross(n, side))
  const u = unit(cross(v, n))
  return [0, 1, 2].flatMap((i) => [u[i], v[i], n[i], 0]).concat(dot(u, eye), dot(v, eye), dot(n, eye), 1)
}

interface Operation {
  readonly name: string
  readonly args: string
  readonly doc: string
  readonly example: string
  readonly of: (m: readonly number[], args: readonly number[]) => readonly number[]
}

const OPERATIONS: readonly Operation[] = [
  { name: 'translate', args: 'float x, float y, float z', doc: 'Moves by `x`, `y` and `z`.', example: 'translate(id_matrix(), 1.0, 2.0, 3.0)[13] == 2.0', of: (m, [x, y, z]) => times(m, [...IDENTITY.slice(0, 12), x, y, z, 1]) },
  { name: 'scale', args: 'float x, float y, float z', doc: 'Scales each axis by its factor.', example: 'scale(id_matrix(), 1.0, 2.0, 3.0)[5] == 2.0', of: (m, [x, y, z]) => times(m, [x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0, 0, 0, 0, 1]) },
  { name: 'rotate_x', args: 'float degrees', doc: 'Turns round the x axis.', example: 'rotate_x(id_matrix(), 90.0)[6] == 1.0', of: (m, [a]) => times(m, rotation(a, 1, 2)) },
  { name: 'rotate_y', args: 'float degrees', doc: 'Turns round the y axis.', example: 'rotate_y(id_matrix(), 90.0)[8] == 1.0', of: (m, [a]) => times(m, rotation(a, 2, 0)) },
  { name: 'rotate_z', args: 'float degrees', doc: 'Turns round the z axis.', example: 'rotate_z(id_matrix(), 90.0)[1] == 1.0', of: (m, [a]) => times(m, rotation(a, 0, 1)) },
  { name: 'lookat_rotate', args: 'float x, float y, float z', doc: 'Makes of a view the view from the same place to the point `x`, `y`, `z`.', example: 'lookat_rotate(id_matrix(), 0.0, 0.0, 1.0)[10] == 1.0', of: (m, [x, y, z]) => view([m[12], m[13], m[14]], [x, y, z], [m[0], m[4], m[8]]) },
  { name: 'lookat_rotate2', args: 'float ex, float ey, float ez, float lx, float ly, float lz', doc: 'Makes of it the view from the point `e` to the point `l`, with the y axis up.', example: 'lookat_rotate2(id_matrix(), 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)[10] == 1.0', of: (_m, [ex, ey, ez, lx, ly, lz]) => view([ex, ey, ez], [lx, ly, lz], [0, 1, 0]) },
]

export default [
  efun({
    name: 'id_matrix', family, since, ticks: 20,
    sig: 'mixed *id_matrix()',
    doc: 'Returns the 4x4 matrix that changes nothing: 16 floats, row by row.',
    examples: ['id_matrix()[0] == 1.0 && id_matrix()[1] == 0.0'],
    seeAlso: ALL.slice(1),
  }, () => write([], IDENTITY)),
  ...OPERATIONS.map(({ name, args, doc, example, of }) => efun({
    name, family, since, ticks: 120,
    sig: `mixed *${name}(mixed *matrix, ${args})`,
    doc: `${doc}\n\n\`matrix\` (16 floats, see id_matrix()) is changed, and returned.`,
    examples: [example],
    seeAlso: ALL.filter((other) => other !== name),
  }, (_F, matrix: Value[], ...rest: Value[]) => write(matrix, of(read(matrix), rest.map(number))))),
] as Efun[]
