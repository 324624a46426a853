/**
 * How light it is in a room.
 */
#pragma strict_types

private nosave int light = 1;

/**
 * The light of the place itself.
 *
 * @param {int} level - 0 for a cellar; 1 and more for all else
 */
void set_light(int level) { light = level; }

/** The light there is now, with all that burns here. */
int query_light() {
  int sum = light;

  foreach (object ob in all_inventory()) sum += ob->query_light();
  return sum;
}
