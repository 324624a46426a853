/**
 * What remains of somebody, with what they had on them. It lasts a while,
 * then what is left of it falls to the ground.
 */
#pragma strict_types

inherit "/std/bag";

/** Seconds until a beast's or a player's is gone. */
#define BEAST_LASTS 300
#define PLAYER_LASTS 1800

private nosave string owner = 0;

/**
 * Whose it is.
 *
 * @param {string} whom - as in `the corpse of whom`
 * @param {string} [account] - a player's name: nobody else may take from it
 */
varargs void set_corpse_of(string whom, string account) {
  owner = account;
  set_short("the corpse of " + whom);
  set_long("It lies there, and will not get up again.");
  set_names(({ "corpse", "body", "corpse of " + lower_case(strip_article(whom)) }));
  call_out("decay", account ? PLAYER_LASTS : BEAST_LASTS);
}

/**
 * May somebody take something out of it?
 *
 * @returns {string} 0, or why not
 */
string take_fault(object who) {
  if (!owner || who->query_name() == owner) return 0;
  return "That would be robbing the dead.";
}

/** Its time is over: what is left in it falls to the ground. */
void decay() {
  object place = environment();

  foreach (object ob in all_inventory()) if (!place || !ob->move(place)) ob->remove();
  if (place) tell_room(place, capitalize(short()) + " is gone.\n");
  remove();
}

/** Nobody carries it about. */
int is_gettable() { return 0; }

/** Nor keeps it. */
int query_kept() { return 0; }

void create() {
  ::create();
  set_capacity(0);
  set_weight(120);
}
