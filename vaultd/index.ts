/** The doors of vaultd for composition roots (driver/roles). */
export { startCore, type Core, type CoreOptions } from './core.js'
export { startAgent, type Agent, type AgentOptions } from './agent.js'
export { connectMesh, type DriverMesh, type MeshOptions } from './client.js'
export { runGuest, type Bundle, type GuestEngine, type GuestHandle, type Injected } from './guest.js'
export { parseInvite, type Invite } from './invite.js'
export { VaultError, type VaultCode } from './errors.js'
export { SILENT, type Log } from './log.js'
export type { Authority } from './sources.js'
