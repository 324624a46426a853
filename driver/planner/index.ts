/** AI planners: verbs over a world, by WebSocket and as an MCP server. */
export { openChannel, PROTO } from './channel.js'
export { verifyChain, type Verdict } from './chain.js'
export { PlannerError } from './errors.js'
export { mcpServer, type Mcp } from './mcp.js'
export { Planner } from './planner.js'
