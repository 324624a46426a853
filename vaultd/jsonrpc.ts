/**
 * JSON-RPC 2.0 on a worker's session: one request or a batch, answers in the order of the requests.
 * `params` is an array (the arguments) or absent; an object is one argument, a mapping.
 */
import type { RemoteFailure } from '../driver/vm/object.js'
import type { Value } from '../driver/vm/values.js'
import type { Session } from '../netd/session.js'
import { asVaultError, VaultError } from './errors.js'
import { JsonRecord, parseJson, toLpc, writeJson, type Json } from './json.js'
import { MAX_BATCH } from './limits.js'

const CODES: Readonly<Record<string, number>> = {
  NO_SUCH_METHOD: -32601, MALFORMED: -32602, TOO_LARGE: -32602, TOO_DEEP: -32602,
  DEADLINE: -32001, OVERLOADED: -32002, WORKER_LOST: -32003, DESTRUCTED: -32003, CLOSED: -32003, NO_SUCH_OBJECT: -32003, DENIED: -32004,
}
/** An error that the worker's LPC code raised. */
const LPC_ERROR = -32000

/**
 * The answer's JSON, or null if nothing was asked that has one (notifications). A fault of the request
 * is an answer too; throws only what `open` throws: that there is no such worker, or no right to it.
 */
export async function jsonRpc(body: string, deadlineMs: number, open: () => Promise<Session>): Promise<string | null> {
  let request: Json
  try {
    request = parseJson(body)
  } catch (e) {
    return failed('null', -32700, asVaultError(e).message)
  }
  const session = await open()
  if (!Array.isArray(request)) return one(session, request, deadlineMs)
  if (request.length === 0) return failed('null', -32600, 'an empty batch')
  if (request.length > MAX_BATCH) return failed('null', -32600, `a batch of more than ${MAX_BATCH}`)
  // Started in their order, all in flight at once.
  const answers = (await Promise.all((request as Json[]).map((r) => one(session, r, deadlineMs)))).filter((a) => a !== null)
  return answers.length === 0 ? null : `[${answers.join(',')}]`
}

async function one(session: Session, request: Json, deadlineMs: number): Promise<string | null> {
  if (!(request instanceof JsonRecord)) return failed('null', -32600, 'a request is an object')
  const { members } = request
  const id = members.get('id')
  const wanted = members.has('id')
  let name: string
  try {
    name = wanted ? writeJson(id as Value) : 'null'
  } catch {
    return failed('null', -32600, 'id must be a string, a number or null')
  }
  if (id instanceof JsonRecord || Array.isArray(id)) return failed('null', -32600, 'id must be a string, a number or null')
  const method = members.get('method')
  if (members.get('jsonrpc') !== '2.0' || typeof method !== 'string') return failed(name, -32600, 'a request has "jsonrpc": "2.0" and a method')
  const params = members.get('params')
  let args: Value[]
  try {
    if (params !== undefined && !(params instanceof JsonRecord) && !Array.isArray(params)) throw new VaultError('BAD_REQUEST', 'params must be an array or an object')
    args = params === undefined ? [] : Array.isArray(params) ? (params as Json[]).map(toLpc) : [toLpc(params)]
  } catch (e) {
    return wanted ? failed(name, -32602, asVaultError(e).message) : null
  }
  const [failure, value] = await new Promise<[RemoteFailure | null, Value]>((done) => void session.call(0, method, args, { deadlineMs }, (f, v) => done([f, v])))
  if (!wanted) return null
  if (failure !== null) return failed(name, CODES[failure.code] ?? LPC_ERROR, failure.message, { code: failure.code, outcome: failure.outcome, trace: failure.trace })
  try {
    return `{"jsonrpc":"2.0","id":${name},"result":${writeJson(value)}}`
  } catch (e) {
    return failed(name, -32603, asVaultError(e).message, { code: 'NO_JSON', outcome: 'EXECUTED_FAILED', trace: [] })
  }
}

function failed(id: string, code: number, message: string, data?: unknown): string {
  return `{"jsonrpc":"2.0","id":${id},"error":${JSON.stringify({ code, message, data })}}`
}
