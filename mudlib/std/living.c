/**
 * Something alive: it has a name, hears, goes about and carries things.
 */
#pragma strict_types

#include <globals.h>

inherit "/std/container";

/** What anybody can carry, in pounds. */
#define STRENGTH 60

private nosave string name = "someone";
private int hp = 20;
private int max_hp = 20;

/**
 * Its name: how it is found, and what it answers to.
 *
 * @param {string} text - lower case
 */
void set_name(string text) {
  name = lower_case(text);
  set_living_name(name);
  set_names(({ name }) + (query_names() - ({ name })));
}
string query_name() { return name; }

/** The name as one writes it. */
string query_cap_name() { return capitalize(name); }

/** Health, and the most of it. */
int query_hp() { return hp; }
int query_max_hp() { return max_hp; }
void set_max_hp(int points) {
  max_hp = points;
  if (hp > max_hp) hp = max_hp;
}

/** A body that is alive is no obstacle: it weighs more than anyone lifts. */
int query_weight() { return 150; }

/**
 * Tells it something, with a line end.
 */
void tell(string text) {
  tell_object(this_object(), text + "\n");
}

/**
 * Tells the others in the room what it does.
 *
 * @param {string} text - after its name: `leaves north`
 * @param {object *} [except] - who shall not see it
 */
varargs void act(string text, object *except) {
  object room = environment();

  if (!room) return;
  tell_room(room, sprintf("%s %s\n", query_cap_name(), text), ({ this_object() }) + (except || ({ })));
}

/**
 * Somebody said something here. Those who answer override this.
 *
 * @param {object} speaker
 * @param {string} words
 */
void heard(object speaker, string words) { }

/** Does something as if it had been typed. */
int obey(string line) {
  return !!command(line);
}

/** Says something in the room, to people and to those who listen. */
void speak(string words) {
  object room = environment();

  if (!room) return;
  act("says: " + words);
  foreach (object ob in all_inventory(room))
    if (ob != this_object() && living(ob)) ob->heard(this_object(), words);
}

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
  return 1;
}

/**
 * Appears elsewhere, without a way between.
 *
 * @param {object | string} destination
 * @returns {int} 1 when it did
 */
int teleport(mixed destination) {
  act("vanishes.");
  if (!move(destination)) return 0;
  act("appears.");
  return 1;
}

/** The room is going: heirs and bodies get out of it. */
void move_or_destruct(object destination) {
  if (!move(VOID_ROOM)) destruct(this_object());
}

void create() {
  ::create();
  set_capacity(STRENGTH);
}
