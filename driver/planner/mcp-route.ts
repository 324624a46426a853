/** Where the MCP server is on the web port. The SDK is loaded at the first request: a tenth of a second that a boot need not pay. */
import type { Route } from '../net/http/routes.js'
import { MAX_REQUEST_BYTES } from './limits.js'
import type { Mcp, McpOptions } from './mcp.js'
import type { Planner } from './planner.js'

export interface McpDoor {
  readonly route: Route
  close(): Promise<void>
}

export function mcpRoute(planner: Planner, options: McpOptions): McpDoor {
  let loading: Promise<Mcp> | null = null
  return {
    route: {
      method: 'POST', path: '/mcp', bodyBytes: MAX_REQUEST_BYTES,
      async handler(asked) {
        loading ??= import('./mcp.js').then((m) => m.mcpServer(planner, options))
        return (await loading).answer(asked)
      },
    },
    async close() {
      await (await loading)?.close()
    },
  }
}
