/**
 * Doors: both sides in step, locks and keys, and resets.
 */
#pragma strict_types

#include <globals.h>

inherit STD_TEST;

#define ISLAND "/domains/haukila/island/"

private object upper() { return present("bars", load_object(ISLAND "ruin")); }
private object lower() { return present("bars", load_object(ISLAND "stair")); }

void setup() { upper()->follow(0, 1) || lower()->follow(0, 1); }
void cleanup() { setup(); }

void test_locked_at_first() {
  assert(upper()->query_locked(), "locked");
  assert(!upper()->query_open(), "and closed");
  assert(upper()->bars("down"), "it bars the way it lies");
  assert(!upper()->bars("north"), "and no other");
}

void test_needs_its_key() {
  assert_equal(upper()->try_open(1), "The door of iron bars is locked.");
  assert_equal(upper()->try_lock(0, ({ })), "You have no key that fits.");
  assert_equal(upper()->try_lock(0, ({ make("/domains/haukila/obj/knife") })), "You have no key that fits.", "a knife is none");
  assert_equal(upper()->try_lock(0, ({ make("/domains/haukila/obj/crypt_key") })), 0, "the right one is");
}

void test_both_sides_in_step() {
  upper()->set_locked(0);
  assert(!lower()->query_locked(), "unlocked below, too");
  assert_equal(lower()->try_open(1), 0, "opened from below");
  assert(upper()->query_open(), "open above, too");
  assert(!upper()->bars("down"), "and the way is free");
  assert_equal(upper()->try_lock(1, ({ make("/domains/haukila/obj/crypt_key") })), "Close it first.");
}

void test_reset_closes_it() {
  upper()->set_locked(0);
  upper()->set_open(1);
  lower()->reset();
  assert(upper()->query_locked(), "locked again");
  assert(!upper()->query_open() && !lower()->query_open(), "on both sides");
}
