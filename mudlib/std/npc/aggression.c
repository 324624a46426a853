/**
 * The part of an npc that begins fights, or will not have one at all.
 */
#pragma strict_types

varargs void act(string text, object *except);
string attack(object who);
int is_fighting();

private nosave int chance = 0;
private nosave string warning = 0;
private nosave string protection = 0;

/**
 * Whether it attacks who comes near.
 *
 * @param {int} percent - each few heart beats with somebody in reach
 * @param {string} [text] - what it does first, after its name
 */
varargs void set_aggressive(int percent, string text) {
  chance = percent;
  warning = text;
}

/**
 * Nobody can attack it: the world needs it.
 *
 * @param {string} why - what an attacker is told
 */
void set_protected(string why) { protection = why; }

/** What an attacker is told, or 0 when it can be attacked. */
string query_protected() { return protection; }

/** In a hundred, how soon it attacks. */
int query_aggressive() { return chance; }

private int is_prey(object who) {
  return interactive(who) && !who->is_ghost() && who->is_visible();
}

/** A beat's worth of looking for somebody to bite. */
protected void look_for_prey() {
  object *prey;

  if (!chance || is_fighting() || random(100) >= chance || !environment()) return;
  prey = filter(all_inventory(environment()), (: is_prey($1) :));
  if (!sizeof(prey)) return;
  if (warning) act(warning);
  attack(prey[random(sizeof(prey))]);
}
