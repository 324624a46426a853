import t from 'tap'
import { startGame } from './harness.js'
import { sessionTests } from './session.js'

const game = await startGame()
t.teardown(game.stop)
// Seconds of it are wrong passwords and their waits; a busy machine needs more than tap's own limit.
t.setTimeout(120_000)
sessionTests(t, game)
