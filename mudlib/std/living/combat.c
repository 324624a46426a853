/**
 * Fighting: whom a body fights, and what happens in a round. A round is a
 * heart beat. What a blow does to whom is in here; what one sees of it, in
 * std/living/blows.
 */
#pragma strict_types

#include <body.h>

inherit "/std/living/blows";

/** In a hundred, how often an equal is hit. */
#define EVEN_CHANCE 60
/** Nobody always hits or always misses. */
#define LEAST_CHANCE 5
#define MOST_CHANCE 95

object query_weapon();
int query_armour();
int query_skill(string name);
int query_level();
void practise(string name);
void tell(string text);

private nosave object *enemies = ({ });
private nosave int natural_damage = 3;
private nosave string *natural_hit = ({ "punch", "punches" });

/** How it fights without a weapon. */
void set_natural_attack(string you, string they, int damage) {
  natural_hit = ({ you, they });
  natural_damage = damage;
}

/** Those it fights, wherever they are. */
object *query_enemies() {
  enemies = filter(enemies, (: objectp($1) :));
  return copy(enemies);
}

/** Is it in the middle of a fight? */
int is_fighting() {
  return sizeof(filter(query_enemies(), (: environment($1) == environment() :))) > 0;
}

/** Why it cannot be attacked, or 0. Ghosts and the like override it. */
string attack_fault(object attacker) {
  object room = environment();

  if (attacker == this_object()) return "That would be unwise.";
  if (room && room->query_peaceful()) return "Not here: this is a place of peace.";
  return 0;
}

/** Counts somebody among the enemies, and gets ready. */
void add_enemy(object who) {
  if (!who || who == this_object()) return;
  if (member_array(who, enemies) == -1) enemies += ({ who });
  set_heart_beat(1);
}

/**
 * Begins a fight. The other side fights back.
 *
 * @returns {string} 0 when it began, else why not
 */
string attack(object who) {
  string fault = who->attack_fault(this_object());

  if (fault) return fault;
  add_enemy(who);
  who->add_enemy(this_object());
  return 0;
}

/** Lets one enemy be, or all of them. */
varargs void stop_fight(object who) {
  enemies = who ? enemies - ({ who }) : ({ });
}

private string fighting_skill() {
  object weapon = query_weapon();

  return weapon ? weapon->query_weapon_skill() : SKILL_BRAWLING;
}

private int chance_to_hit(object who) {
  int chance = EVEN_CHANCE + (query_skill(fighting_skill()) - who->query_skill(SKILL_DEFENCE)) / 2
    + 3 * (query_level() - who->query_level());

  return chance < LEAST_CHANCE ? LEAST_CHANCE : chance > MOST_CHANCE ? MOST_CHANCE : chance;
}

private int damage_to(object who) {
  object weapon = query_weapon();
  int most = weapon ? weapon->query_damage() : natural_damage;
  int points = 1 + random(most) + query_skill(fighting_skill()) / 20 + query_level() / 2 - random(who->query_armour() + 1);

  return points < 1 ? 1 : points;
}

private void strike(object who) {
  object weapon = query_weapon();
  string *hit = weapon ? weapon->query_hit() : natural_hit;
  int points;

  // Somebody who comes back to an old enemy strikes back.
  who->add_enemy(this_object());
  if (random(100) >= chance_to_hit(who)) {
    show_miss(who);
    who->practise(SKILL_DEFENCE);
    return;
  }
  points = damage_to(who);
  show_blow(who, hit, points);
  practise(fighting_skill());
  who->hurt(points, this_object());
}

/**
 * One round: a blow at the first enemy who is here.
 *
 * @returns {int} 1 when there was anybody to strike at
 */
protected int fight_round() {
  object *here = filter(query_enemies(), (: environment($1) == environment() && !$1->attack_fault(this_object()) :));

  if (!sizeof(here)) return 0;
  strike(here[0]);
  return 1;
}
