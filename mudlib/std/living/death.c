/**
 * The end of a body: what it had goes into a corpse, and who did it learns
 * from it. What becomes of its mind is the heirs' business.
 */
#pragma strict_types

#include <globals.h>

string query_cap_name();
string short();
int query_level();
int query_money();
void add_money(int number);
varargs void act(string text, object *except);
varargs void stop_fight(object who);

/** What whoever kills it learns: more from what is stronger. */
int query_worth() { return 6 * query_level() * query_level() + 4; }

/** What the corpse is called, and whose it is; players override it. */
protected void name_corpse(object corpse) { corpse->set_corpse_of(short()); }

/** Puts all it had into a corpse, here. */
protected object leave_corpse() {
  object corpse = new(STD_CORPSE);

  name_corpse(corpse);
  foreach (object ob in all_inventory()) ob->move(corpse);
  if (query_money()) {
    object coins = new(STD_COINS);

    coins->set_count(query_money());
    add_money(-query_money());
    coins->move(corpse);
  }
  if (!environment() || !corpse->move(environment())) {
    corpse->remove();
    return 0;
  }
  return corpse;
}

/** The fight is over for both sides, and the survivor has learnt. */
protected void settle(object killer) {
  stop_fight();
  if (!killer) return;
  killer->stop_fight(this_object());
  killer->killed(this_object());
}

/** It has killed somebody. Bodies that learn override it. */
void killed(object victim) { }
