/**
 * Dying, and what comes after: a player who dies is a ghost, and alive
 * again at a shrine.
 */
#pragma strict_types

#include <globals.h>

string query_name();
string query_cap_name();
string short();
int query_level();
int query_experience();
int query_max_hp();
int experience_for(int level);
void add_experience(int points);
void set_hp(int points);
void tell(string text);
varargs void act(string text, object *except);
int teleport(mixed destination);
void look_around();
protected object leave_corpse();
protected void settle(object killer);

private int ghost = 0;

/** Is it of another world? */
int is_ghost() { return ghost; }

/** The corpse is its own: nobody else takes from it. */
protected void name_corpse(object corpse) {
  corpse->set_corpse_of(query_cap_name(), query_name());
}

/** Nobody can hurt a ghost. */
string attack_fault(object attacker) {
  return ghost ? "One cannot fight a ghost." : 0;
}

/** Dies: leaves a corpse with what it had, and some of its experience. */
void die(object killer) {
  int lost = (query_experience() - experience_for(query_level())) / 4;

  act("dies.");
  log_file("deaths", sprintf("%s by %s", query_name(), killer ? killer->short() || file_name(killer) : "no one"));
  settle(killer);
  leave_corpse();
  ghost = 1;
  set_hp(1);
  add_experience(-lost);
  tell("\nYou die. It does not hurt as much as you had thought.\n"
    "What you had lies where you fell. Something pulls you away, towards the sound of water.\n"
    "(`help death` tells how to go on.)\n");
  teleport(DEATH_ROOM);
  look_around();
}

/**
 * Comes back to life, half healed.
 *
 * @returns {int} 1, or 0 when it was alive
 */
int revive() {
  if (!ghost) return 0;
  ghost = 0;
  set_hp(query_max_hp() / 2);
  return 1;
}
