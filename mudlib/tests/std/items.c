/**
 * Things one uses up, and things that open others.
 */
#pragma strict_types

#include <globals.h>

inherit STD_TEST;

#define OBJ "/domains/haukila/obj/"

private nosave object eater;

void setup() {
  eater = make("/tests/support/witness");
  eater->set_max_hp(50);
  eater->set_hp(10);
}

void test_food_heals_and_is_gone() {
  object pie = make(OBJ "pie");

  pie->move(eater);
  pie->eaten_by(eater);
  assert(!pie, "it is gone");
  assert_equal(eater->query_hp(), 25, "and did some good");
}

void test_a_drink_is_some_swallows() {
  object beer = make(OBJ "beer");

  for (int i = 0; i < 4; i++) assert(beer->drunk_by(eater), "a swallow");
  assert(!beer->drunk_by(eater), "then it is empty");
  assert_match(beer->long(), "There is no small beer in it");
  beer->refill();
  assert_equal(beer->query_left(), 4);
}

void test_the_spring_is_never_empty() {
  object cup = make(OBJ "spring_cup");

  for (int i = 0; i < 9; i++) assert(cup->drunk_by(eater));
  assert(!cup->is_gettable(), "and stays there");
}

void test_a_torch_burns_out() {
  object torch = make(OBJ "torch");

  assert_equal(torch->try_light(1), 0);
  assert_match(torch->try_light(1), "burns already");
  for (int i = 0; i < 20; i++) torch->burn();
  assert(!torch->query_lit(), "after its time");
  assert_match(torch->try_light(1), "burnt out");
}

void test_state_survives_saving() {
  object torch = make(OBJ "torch"), other = make(OBJ "torch");

  torch->try_light(1);
  torch->burn();
  other->load_state(torch->save_state());
  assert(other->query_lit(), "it burns");
  assert_equal(other->query_fuel(), torch->query_fuel(), "with as much left");
}

void test_keys_fit_their_own_lock() {
  assert_equal(make(OBJ "crypt_key")->query_key(), make(OBJ "crypt_door")->query_lock());
}

void test_prices() {
  object shop = load_object("/domains/haukila/smithy");
  object knife = make(OBJ "knife");

  assert(shop->price_of(knife) >= knife->query_value(), "one pays more than it is worth");
  assert(shop->offer_for(knife) < knife->query_value(), "and gets less");
}
