/**
 * A living that plays itself. What it does of itself (talk, walk, bite) is
 * in std/npc; here is when: while somebody is near, and a little longer.
 */
#pragma strict_types

inherit "/std/living";
inherit "/std/npc/speech";
inherit "/std/npc/wander";
inherit "/std/npc/aggression";

/** Heart beats between two things it does of itself. */
#define BEATS_A_TURN 3
/** Turns it goes on after the last one has left. */
#define AWAKE_FOR 20

private nosave int beats = 0;
private nosave int awake = 0;

/** It has a description where people have a name. */
string query_cap_name() { return capitalize(the_short()); }

/**
 * How strong it is: health and skills go with it.
 *
 * @param {int} level - 1 for a rat, 5 for what takes a hero
 */
void set_level(int level) {
  ::set_level(level);
  set_max_hp(8 + 7 * level);
  foreach (string skill in ({ "brawling", "blades", "clubs", "spears", "defence" })) set_skill(skill, 8 * level);
}

/** What it has on it: cloned, and worn or wielded where that makes sense. */
void set_belongings(string *paths) {
  foreach (string path in paths) {
    object ob = new(path);

    if (!ob->move(this_object())) ob->remove();
    else if (ob->query_slot()) equip(ob);
  }
}

/** It was made as good as it will ever be. */
void practise(string name) { }

/** Whom the world needs nobody attacks. */
string attack_fault(object attacker) {
  return query_protected() || ::attack_fault(attacker);
}

private int is_watched() {
  if (!environment()) return 0;
  foreach (object ob in all_inventory(environment())) if (interactive(ob)) return 1;
  return 0;
}

private void take_turn() {
  look_for_prey();
  chat();
  wander();
}

/** Fights and heals as all do; every few beats it does something of itself. */
void heart_beat() {
  ::heart_beat();
  if (!this_object()) return;
  if (is_watched()) awake = AWAKE_FOR;
  if (!awake) return;
  set_heart_beat(1);
  if (++beats % BEATS_A_TURN) return;
  awake--;
  take_turn();
}

/** Somebody came in: wake up. */
void init() {
  if (!this_player() || !interactive(this_player())) return;
  awake = AWAKE_FOR;
  set_heart_beat(1);
}

/** What it killed is no concern of its any more. */
void die(object killer) {
  act("dies.");
  settle(killer);
  leave_corpse();
  remove();
}

/** What one sees on looking at it: whole lines. */
string long() {
  mapping equipment = query_equipment();
  string *lines = ({ sprintf("%s is %s.\n", query_cap_name(), query_condition()) });

  if (sizeof(equipment)) lines += ({ sprintf("%s has %s.\n", query_cap_name(), contents_text(values(equipment))) });
  return ::long() + implode(lines, "");
}

void create() {
  ::create();
  init_commands();
}
