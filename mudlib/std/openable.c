/**
 * What opens and closes, and may have a lock: chests and doors inherit it.
 * How far that matters (who gets in, what can be taken) is theirs.
 */
#pragma strict_types

string the_short();

private nosave int is_open = 0;
private nosave int is_locked = 0;
private nosave string key_name = 0;

/** Is it something for `open` and `close`? */
int is_openable() { return 1; }

/** Is it open now? */
int query_open() { return is_open; }

/** Opens or closes it, without asking about locks. */
void set_open(int open) { is_open = open; }

/** Is it locked now? */
int query_locked() { return is_locked; }

/** Locks or unlocks it, without asking for a key. */
void set_locked(int locked) { is_locked = locked; }

/**
 * Gives it a lock, and locks it.
 *
 * @param {string} key - what a key's query_key() must say to fit
 */
void set_lock(string key) {
  key_name = key;
  is_locked = 1;
}

/** The name of its key; 0 when it has no lock. */
string query_lock() { return key_name; }

/**
 * Somebody tries to open or close it.
 *
 * @param {int} open - 1 to open
 * @returns {string} 0 when done, else why not
 */
string try_open(int open) {
  if (is_open == open) return sprintf("%s is %s already.", capitalize(the_short()), open ? "open" : "closed");
  if (open && is_locked) return capitalize(the_short()) + " is locked.";
  this_object()->set_open(open);
  return 0;
}

/**
 * Somebody tries a key in it.
 *
 * @param {int} lock - 1 to lock, 0 to unlock
 * @param {object *} keys - what they have; the first that fits is taken
 * @returns {string} 0 when done, else why not
 */
string try_lock(int lock, object *keys) {
  if (!key_name) return capitalize(the_short()) + " has no lock.";
  if (is_locked == lock) return sprintf("%s is %s already.", capitalize(the_short()), lock ? "locked" : "unlocked");
  if (lock && is_open) return "Close it first.";
  if (!sizeof(filter(keys, (: $1->query_key() == $(key_name) :)))) return "You have no key that fits.";
  this_object()->set_locked(lock);
  return 0;
}
