/**
 * Bodies: health, skills, levels, purse, equipment, light and death.
 */
#pragma strict_types

#include <globals.h>
#include <body.h>

inherit STD_TEST;

#define OBJ "/domains/haukila/obj/"

private nosave object room;
private nosave object rat;

void setup() {
  room = make(STD_ROOM);
  rat = make("/domains/haukila/npc/rat");
  rat->move(room);
}

void test_health() {
  int most = rat->query_max_hp();

  assert(!rat->hurt(5), "it lives");
  assert_equal(rat->query_hp(), most - 5);
  rat->heal(100);
  assert_equal(rat->query_hp(), most, "never more than there can be");
  assert_equal(rat->query_condition(), "well");
}

void test_death_leaves_a_corpse_with_all_it_had() {
  rat->add_money(7);
  make(OBJ "cap")->move(rat);
  assert(rat->hurt(1000), "it dies");
  assert(!rat, "and is gone");
  assert(present("corpse", room), "but for a corpse");
  assert(present("cap", present("corpse", room)), "with its cap");
  assert_equal(present("coins", present("corpse", room))->query_count(), 7, "and its money");
}

void test_levels() {
  object body = make(STD_LIVING);

  assert_equal(body->query_level(), 1);
  body->add_experience(body->experience_for(2) - 1);
  assert_equal(body->query_level(), 1, "just not");
  body->add_experience(1);
  assert_equal(body->query_level(), 2, "just");
  body->add_experience(-1000);
  assert_equal(body->query_level(), 2, "a level is kept");
}

void test_skills_have_ends() {
  rat->set_skill(SKILL_BLADES, 1000);
  assert_equal(rat->query_skill(SKILL_BLADES), 100);
  rat->set_skill(SKILL_BLADES, -5);
  assert_equal(rat->query_skill(SKILL_BLADES), 0);
}

void test_purse() {
  rat->add_money(10);
  assert(!rat->pay(11), "not more than it has");
  assert(!rat->pay(-1), "and nothing backwards");
  assert(rat->pay(10), "all of it");
  assert_equal(rat->query_money(), 0);
}

void test_equipment() {
  object knife = make(OBJ "knife"), hook = make(OBJ "boat_hook"), cap = make(OBJ "cap");

  assert_match(rat->equip(knife), "do not have", "what it has not it cannot wield");
  foreach (object ob in ({ knife, hook, cap })) ob->move(rat);
  assert_equal(rat->equip(knife), 0);
  assert_match(rat->equip(hook), "in the way", "one thing in a slot");
  assert_equal(rat->equip(cap), 0);
  assert_equal(rat->query_weapon(), knife);
  assert_equal(rat->query_armour(), 1);
  assert(!knife->is_droppable(), "what is held is not dropped");
  knife->move(room);
  assert_equal(rat->query_weapon(), 0, "what has left the hands is not held");
}

void test_light() {
  object lantern = make(OBJ "lantern");

  room->set_light(0);
  assert(!rat->can_see(), "dark");
  lantern->move(rat);
  assert(!rat->can_see(), "a lantern alone does not help");
  assert_equal(lantern->try_light(1), 0);
  assert(rat->can_see(), "burning, it does");
}

void test_peace() {
  object other = make("/domains/haukila/npc/rat");

  other->move(room);
  room->set_peaceful(1);
  assert_match(rat->attack(other), "place of peace");
  room->set_peaceful(0);
  assert_equal(rat->attack(other), 0);
  assert(other->is_fighting(), "the other fights back");
  rat->stop_fight(other);
  other->stop_fight();
  assert_match(rat->attack(rat), "unwise", "nobody fights itself");
}
