/**
 * A door between two rooms. A clone stands in each of them; they open,
 * close and lock together. The rooms' exits say which way it lies.
 */
#pragma strict_types

#include <globals.h>

inherit STD_OBJECT;
inherit "/std/openable";

private nosave string *sides = ({ });
private nosave int resets_locked = 0;

/**
 * The two rooms it joins.
 *
 * @param {string} one - path of a room
 * @param {string} other - path of the other
 */
void set_between(string one, string other) { sides = ({ one, other }); }

/** Gives it a lock; each reset closes and locks it anew. */
void set_lock(string key) {
  ::set_lock(key);
  resets_locked = 1;
}

/** Which way it lies from where it stands, or 0. */
string query_way() {
  object room = environment();
  mapping exits = room ? room->query_exits() : ([ ]);

  foreach (string way, string path in exits)
    if (member_array(path, sides) != -1) return way;
  return 0;
}

/** Does it bar that way? Rooms ask their contents. */
int bars(string way) { return !query_open() && way == query_way(); }

/** Its other half. */
private object partner() {
  foreach (string path in sides - ({ environment() && file_name(environment()) })) {
    object room = find_object(path);
    object *doors = room ? filter(all_inventory(room), (: base_name($1) == base_name() :)) : ({ });

    if (sizeof(doors)) return doors[0];
  }
  return 0;
}

/** Takes over how the other half stands: the other half calls this. */
void follow(int open, int locked) {
  int was_open = query_open();

  ::set_open(open);
  ::set_locked(locked);
  if (environment() && was_open != open)
    tell_room(environment(), sprintf("%s %s.\n", capitalize(the_short()), open ? "opens" : "closes"));
}

private void pull_other() {
  object other = partner();

  if (other) other->follow(query_open(), query_locked());
}

/** Both halves open or close. */
void set_open(int open) {
  ::set_open(open);
  pull_other();
}

/** Both halves lock or unlock. */
void set_locked(int locked) {
  ::set_locked(locked);
  pull_other();
}

/** A half that is made later finds out how the other one stands. */
int move(mixed destination) {
  object other;

  if (!::move(destination)) return 0;
  other = partner();
  if (other) follow(other->query_open(), other->query_locked());
  return 1;
}

/** A door with a lock does not stay open for ever. */
void reset() {
  if (!resets_locked || query_locked()) return;
  follow(0, 1);
  pull_other();
}

/** Also answers to the way it lies: `north door`. */
int id(string word) {
  return ::id(word) || query_way() && word == query_way() + " door";
}

/** What one sees on looking at it: whole lines. */
string long() {
  return sprintf("%sIt leads %s, and is %s.\n", ::long(), query_way() || "nowhere",
    query_open() ? "open" : query_locked() ? "locked" : "closed");
}
