import t from 'tap'
import { startGame } from './harness.js'
import { sessionTests } from './session.js'

const game = await startGame()
t.teardown(game.stop)
sessionTests(t, game)
