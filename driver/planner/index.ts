/** AI planners: verbs over a world, by WebSocket and as an MCP server. */
export { openChannel, PROTO } from './channel.js'
export { verifyChain, verifyLog, type Verdict } from './chain.js'
export { PlannerError } from './errors.js'
export { mcpRoute, type McpDoor } from './mcp-route.js'
export { openTools, TOOLS, type FigureSource } from './tools.js'
export { Planner } from './planner.js'
