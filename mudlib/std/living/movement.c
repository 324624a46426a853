/**
 * Getting about.
 */
#pragma strict_types

#include <globals.h>

int move(mixed destination);
void tell(string text);
varargs void act(string text, object *except);
protected void lead(object from, string direction);

/** It has gone through an exit, and whoever follows it is still behind. Bodies look round. */
protected void arrived() { }

/**
 * Goes through an exit of its room.
 *
 * @param {string} direction
 * @returns {int} 1 when there is such an exit: it went, or was told why not
 */
int go(string direction) {
  object room = environment();
  string path = room && room->query_exits()[direction];

  if (!path) return 0;
  if (!room->may_leave(this_object(), direction)) return 1;
  act("leaves " + direction + ".");
  if (!move(path)) {
    act("comes back.");
    tell("You cannot go there now.");
    return 1;
  }
  act("arrives.");
  arrived();
  lead(room, direction);
  return 1;
}

/**
 * Appears elsewhere, without a way between.
 *
 * @param {object | string} destination
 * @returns {int} 1 when it did
 */
int teleport(mixed destination) {
  object target = stringp(destination) ? load_object(destination) : destination;

  if (!target || !target->accepts(this_object())) return 0;
  act("vanishes.");
  if (!move(target)) return 0;
  act("appears.");
  return 1;
}

/** Runs out of a fight by any way that is open. */
int flee() {
  object room = environment();
  string *ways = room ? shuffle(keys(room->query_exits())) : ({ });

  foreach (string way in ways) {
    tell(sprintf("You flee %s!", way));
    go(way);
    if (environment() != room) return 1;
  }
  tell("There is no way out!");
  return 0;
}

/** The room is going: heirs and bodies get out of it. */
void move_or_destruct(object destination) {
  if (!move(VOID_ROOM)) return destruct(this_object());
  tell("The place you were in is gone.");
}
