/**
 * The part of an npc that walks about, within its own haunts.
 */
#pragma strict_types

int go(string direction);
int is_fighting();

private nosave int chance = 0;
private nosave string *haunts = ({ });

/**
 * Where it walks.
 *
 * @param {int} percent - each few heart beats
 * @param {string *} rooms - paths it keeps to
 */
void set_wander(int percent, string *rooms) {
  chance = percent;
  haunts = rooms;
}

/** Does it walk about at all? */
int query_wanders() { return chance > 0; }

/** A beat's worth of walking. */
protected void wander() {
  object room = environment();
  mapping exits = room ? room->query_exits() : ([ ]);
  string *ways;

  if (is_fighting() || random(100) >= chance) return;
  ways = filter(keys(exits), (: member_array($(exits)[$1], haunts) != -1 :));
  if (sizeof(ways)) go(ways[random(sizeof(ways))]);
}
