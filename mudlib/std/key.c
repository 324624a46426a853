/**
 * What opens a lock of the same name.
 */
#pragma strict_types

inherit "/std/item";

private nosave string key_name = 0;

/**
 * Which locks it fits.
 *
 * @param {string} name - as given to the lock's set_lock()
 */
void set_key(string name) { key_name = name; }

/** Which locks it fits, or 0. */
string query_key() { return key_name; }

void create() {
  ::create();
  set_names(({ "key" }));
  set_weight(0);
}
