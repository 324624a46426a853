/**
 * Something to drink, a few swallows of it. The vessel stays.
 */
#pragma strict_types

inherit "/std/item";

private nosave int swallow = 3;
private nosave int capacity = 4;
private nosave string liquid = "water";
private int left = 4;

/**
 * What is in it.
 *
 * @param {string} name - such as `water`
 * @param {int} swallows - how many, when full
 * @param {int} points - of health each gives
 */
void set_drink(string name, int swallows, int points) {
  liquid = name;
  capacity = left = swallows;
  swallow = points;
}

/** What is, or was, in it. */
string query_liquid() { return liquid; }

/** Swallows that are left. */
int query_left() { return left; }

/** Is it for `drink`? */
int is_drinkable() { return 1; }

/** Fills it up again. */
void refill() { left = capacity; }

/**
 * Somebody takes a swallow.
 *
 * @returns {int} 1, or 0 when nothing is left
 */
int drunk_by(object who) {
  if (!left) return 0;
  left--;
  who->heal(swallow);
  return 1;
}

/** What one sees on looking at it: whole lines. */
string long() {
  return sprintf("%sThere is %s %s in it.\n", ::long(), !left ? "no" : left < capacity ? "some" : "plenty of", liquid);
}

/** What must be remembered of it. */
mapping save_state() { return ([ "left": left ]); }

/** Becomes what save_state() described. */
void load_state(mapping state) { left = state["left"]; }
