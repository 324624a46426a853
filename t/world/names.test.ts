/** What master->object_name() says is printed by %O, and its faults are not. */
import { both, master, Mud } from './harness.js'

const files = { '/thing.c': 'string show() { return sprintf("%O", this_object()); }' }

both('object_name()', async (t) => {
  const named = await new Mud({ ...files, '/master.c': master('string object_name(object ob) { return "the " + file_name(ob)[1..]; }') }).boot()
  t.equal(await named.call('/thing', 'show'), '/thing ("the thing")')
  const broken = await new Mud({ ...files, '/master.c': master('string object_name(object ob) { return sprintf("%O", ob) + 1 / to_int("0"); }') }).boot()
  t.equal(await broken.call('/thing', 'show'), '/thing', 'an error, or a name that asks for itself')
  const without = await new Mud(files).boot()
  t.equal(await without.call('/thing', 'show'), '/thing')
})

