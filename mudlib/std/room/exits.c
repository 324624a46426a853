/**
 * The ways out of a room.
 */
#pragma strict_types

private nosave mapping exits = ([ ]);

/**
 * Where one can go.
 *
 * @param {mapping} ways - direction to path: ([ "north": "/domains/haukila/lane" ])
 */
void set_exits(mapping ways) { exits = copy(ways); }

/** One way more, or another goal for one there is. */
void add_exit(string direction, string path) { exits[direction] = path; }

/** One way less. */
void remove_exit(string direction) { map_delete(exits, direction); }

/** Direction to path. */
mapping query_exits() { return copy(exits); }

/** Does something in the room bar a way? */
private object barrier(string direction) {
  object *doors = filter(all_inventory(), (: $1->bars($(direction)) :));

  return sizeof(doors) ? doors[0] : 0;
}

/**
 * May somebody leave that way? A closed door says no; rooms with guards
 * override this, tell who why, and call ::may_leave() for the rest.
 */
int may_leave(object who, string direction) {
  object door = barrier(direction);

  if (!door) return 1;
  tell_object(who, sprintf("%s is %s.\n", capitalize(door->the_short()), door->query_locked() ? "locked" : "closed"));
  return 0;
}

/** The exits as a sentence, to be clicked by a viewer whose client can. */
string exits_text(object viewer) {
  string *ways = sort_array(keys(exits), 1);

  if (!sizeof(ways)) return "There is no way out.\n";
  return sprintf("You can go %s.\n", enumerate(map(ways, (: (string)$(viewer)->link($1, $1) :))));
}
