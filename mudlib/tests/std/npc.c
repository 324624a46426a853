/**
 * Beings that play themselves: what they answer, where they walk, whom
 * they leave alone.
 */
#pragma strict_types

#include <globals.h>

inherit STD_TEST;

private nosave object room, listener, npc;

void setup() {
  room = make(STD_ROOM);
  listener = make("/tests/support/witness");
  npc = make(STD_NPC);
  npc->set_name("ilta");
  npc->set_short("Ilta");
  npc->set_answers(([ ({ "lamb", "sheep" }): "It is lost.", "wolf": ":shudders." ]));
  listener->move(room);
  npc->move(room);
  listener->query_seen();
}

void test_answers() {
  npc->asked(listener, "the lost lamb");
  assert_equal(listener->query_seen(), "Ilta says: It is lost.\n");
  npc->asked(listener, "sheep");
  assert_equal(listener->query_seen(), "Ilta says: It is lost.\n", "several words, one answer");
  npc->asked(listener, "wolf");
  assert_equal(listener->query_seen(), "Ilta shudders.\n", "an answer may be something it does");
  npc->asked(listener, "the weather");
  assert_equal(listener->query_seen(), "Ilta shrugs.\n", "and there always is one");
}

void test_obeys_commands_as_people_do() {
  make("/domains/haukila/obj/cap")->move(room);
  assert(npc->obey("get cap") && npc->obey("wear cap"), "it does what it is told");
  assert_equal(npc->query_equipped("head")->query_names()[0], "cap");
  listener->query_seen();
  assert(npc->obey("smile warmly"), "feelings too");
  assert_equal(listener->query_seen(), "Ilta smiles warmly.\n");
  assert(!npc->obey("eval 1") && !npc->obey("shutdown"), "but no builder's commands");
}

void test_protection() {
  npc->set_protected("She is needed.");
  assert_equal(listener->attack(npc), "She is needed.");
  assert(!npc->is_fighting() && !listener->is_fighting(), "nobody fights");
}

void test_levels_make_strength() {
  object strong = make(STD_NPC);

  npc->set_level(1);
  strong->set_level(5);
  assert(strong->query_max_hp() > npc->query_max_hp(), "more health");
  assert(strong->query_skill("defence") > npc->query_skill("defence"), "more skill");
  assert(strong->query_worth() > npc->query_worth(), "and more to be learnt from it");
}

void test_belongings_are_worn() {
  npc->set_belongings(({ "/domains/haukila/obj/knife", "/domains/haukila/obj/cap", "/domains/haukila/obj/pie" }));
  assert_equal(npc->query_weapon()->query_names()[0], "knife");
  assert_equal(sizeof(npc->query_equipment()), 2, "a pie is not worn");
}

void test_a_room_brings_back_what_belongs_in_it() {
  room->set_spawns(([ "/domains/haukila/npc/rat": 2, "/domains/haukila/obj/cap": 1 ]));
  present("rat", room)->remove();
  present("cap", room)->move(listener);
  room->reset();
  assert(present("rat 2", room) && !present("rat 3", room), "two rats");
  assert(present("cap", room) && present("cap", listener), "and a cap for the one that was taken");
  present("cap", listener)->remove();
  while (present("rat", room)) present("rat", room)->remove();
}
