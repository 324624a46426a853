/**
 * Something to fight with. A plain one is a name, a damage and a skill.
 */
#pragma strict_types

#include <body.h>

inherit "/std/equipment";

private nosave int damage = 4;
private nosave string skill = SKILL_BLADES;
private nosave string *verbs = ({ "cut", "cuts" });

/** The most it hurts, before skill and armour. */
void set_damage(int points) { damage = points; }

/** The most it hurts, before skill and armour. */
int query_damage() { return damage; }

/** The skill it takes: one of <body.h>'s. */
void set_skill(string name) { skill = name; }

/** The skill it takes. */
string query_weapon_skill() { return skill; }

/**
 * What it does.
 *
 * @param {string} you - as in `you stab`
 * @param {string} they - as in `she stabs`
 */
void set_hit(string you, string they) { verbs = ({ you, they }); }

/** What it does: `({ "stab", "stabs" })`. */
string *query_hit() { return copy(verbs); }

/** What one sees on looking at it: whole lines. */
string long() {
  return ::long() + (query_equipped() ? "It is held ready.\n" : "One can `wield` it.\n");
}

void create() {
  ::create();
  set_slot(SLOT_HAND);
  set_weight(3);
}
