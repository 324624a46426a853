/**
 * A door between two rooms. A clone stands in each of them; they open and
 * close together. The rooms' exits say which way it lies.
 */
#pragma strict_types

#include <globals.h>

inherit STD_OBJECT;

private nosave string *sides = ({ });
private nosave int is_open = 0;

/**
 * The two rooms it joins.
 *
 * @param {string} one - path of a room
 * @param {string} other - path of the other
 */
void set_between(string one, string other) { sides = ({ one, other }); }

/** Which way it lies from where it stands, or 0. */
string query_way() {
  object room = environment();
  mapping exits = room ? room->query_exits() : ([ ]);

  foreach (string way, string path in exits)
    if (member_array(path, sides) != -1) return way;
  return 0;
}

/** Does it bar that way? Rooms ask their contents. */
int bars(string way) { return !is_open && way == query_way(); }

/** Its other half. */
private object partner() {
  foreach (string path in sides - ({ file_name(environment()) })) {
    object room = find_object(path);
    object *doors = room ? filter(all_inventory(room), (: base_name($1) == base_name() :)) : ({ });

    if (sizeof(doors)) return doors[0];
  }
  return 0;
}

int query_open() { return is_open; }

/** A half that is made later finds out how the other one stands. */
int move(mixed destination) {
  object other;

  if (!::move(destination)) return 0;
  other = partner();
  if (other) is_open = other->query_open();
  return 1;
}

/** Opens or closes this half, as seen from its room. */
void swing(int open) {
  if (is_open == open) return;
  is_open = open;
  if (environment()) tell_room(environment(), sprintf("%s %s.\n", capitalize(short()), open ? "opens" : "closes"));
}

private int try_to(int open, string what) {
  object other = partner();

  if (!what || !id(what)) return notify_fail(open ? "Open what?\n" : "Close what?\n");
  if (is_open == open) {
    write(sprintf("It is %s already.\n", open ? "open" : "closed"));
    return 1;
  }
  this_player()->act(sprintf("%s %s.", open ? "opens" : "closes", short()));
  swing(open);
  if (other) other->swing(open);
  return 1;
}

int do_open(string what) { return try_to(1, what); }
int do_close(string what) { return try_to(0, what); }

string long() {
  return sprintf("%sIt leads %s, and is %s.\n", ::long(), query_way() || "nowhere", is_open ? "open" : "closed");
}

void init() {
  add_action("do_open", "open");
  add_action("do_close", "close");
}
