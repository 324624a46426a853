/**
 * Something other things can be in. Rooms, bags and bodies inherit it.
 */
#pragma strict_types

inherit "/std/object";

private nosave int capacity = 0;

/**
 * How many pounds fit in.
 *
 * @param {int} pounds - 0 for as much as you like
 */
void set_capacity(int pounds) { capacity = pounds; }

/** How many pounds fit in, 0 when that does not matter. */
int query_capacity() { return capacity; }

/** The weight of all that is inside. */
int query_load() {
  int sum = 0;

  foreach (object ob in all_inventory()) sum += ob->query_weight();
  return sum;
}

/** Would this fit? move() asks before it moves. */
int accepts(object ob) {
  return !capacity || query_load() + ob->query_weight() <= capacity;
}

/** Something has come in. Heirs that care override it. */
void entered(object ob) { }

/** Something has gone, or is about to be destructed. Heirs that care override it. */
void left(object ob) { }

/**
 * What is inside and can be seen, as the viewer sees it.
 *
 * @param {object} viewer - left out of the list
 * @returns {object *}
 */
object *visible_contents(object viewer) {
  return filter(all_inventory(), (: $1 != $(viewer) && $1->is_visible() && $1->short() :));
}

/**
 * The contents in words, equal things counted: `two coins and a lamp`.
 */
string contents_text(object *things) {
  return enumerate_counted(map(things, (: (string)$1->short() :)));
}
