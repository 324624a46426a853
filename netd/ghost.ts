/**
 * The engine's RemoteEnd made from a Session: what hangs on a ghost's `remote`.
 */
import type { RemoteEnd } from '../driver/vm/object.js'
import type { Value } from '../driver/vm/values.js'
import type { Session } from './session.js'

/** `target` 0 is the worker object itself. `info` is merged into mesh_info(). `onDestruct` runs after the DESTRUCT has been sent. */
export declare function remoteEnd(session: Session, target: number, info?: Readonly<Record<string, Value>>, onDestruct?: () => void): RemoteEnd & { readonly session: Session; readonly target: number }
