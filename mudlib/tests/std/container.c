/**
 * Containers: capacity, weight, counting, and what is in what.
 */
#pragma strict_types

#include <globals.h>

inherit STD_TEST;

#define OBJ "/domains/haukila/obj/"

void test_weight_adds_up() {
  object sack = make(OBJ "sack");
  object knife = make(OBJ "knife");

  assert_equal(sack->query_weight(), 1, "an empty sack weighs itself");
  assert(knife->move(sack), "a knife goes in");
  assert_equal(sack->query_load(), 1, "the knife counts");
  assert_equal(sack->query_weight(), 2, "and the sack weighs more");
}

void test_capacity() {
  object sack = make(OBJ "sack");
  object first = make(OBJ "tongue");

  sack->set_capacity(10);
  assert(first->move(sack), "nine pounds fit in ten");
  assert(!make(OBJ "knife")->move(sack) || sack->query_load() <= 10, "never more than fits");
  assert(!make(OBJ "tongue")->move(sack), "another nine do not");
}

void test_a_sack_does_not_go_into_itself() {
  object sack = make(OBJ "sack");

  assert(!sack->move(sack));
}

void test_bodies_do_not_go_into_sacks() {
  assert(!make("/domains/haukila/npc/rat")->move(make(OBJ "sack")));
}

void test_equal_things_are_counted() {
  object sack = make(OBJ "sack");

  for (int i = 0; i < 3; i++) make(OBJ "knife")->move(sack);
  make(OBJ "cap")->move(sack);
  assert_match(sack->contents_text(all_inventory(sack)), "three fillet knives");
  assert_match(sack->contents_text(all_inventory(sack)), "a woollen cap");
}

void test_a_closed_chest_keeps_what_it_has() {
  object chest = make(OBJ "sea_chest");

  assert(present("tongue", chest), "what belongs in it is in it");
  assert(!chest->is_reachable(), "but out of reach");
  assert(!make(OBJ "knife")->move(chest) || 1, "moving is tried");
  assert_equal(chest->try_open(1), 0, "it opens");
  assert(chest->is_reachable(), "then one can reach in");
}

void test_coins_join() {
  object sack = make(OBJ "sack");
  object some = make(STD_COINS);

  some->set_count(3);
  some->move(sack);
  some = make(STD_COINS);
  some->set_count(4);
  some->move(sack);
  assert_equal(sizeof(all_inventory(sack)), 1, "one pile");
  assert_equal(all_inventory(sack)[0]->query_count(), 7, "of seven");
}
