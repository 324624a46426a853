/**
 * The soul's grammar: who sees which words.
 */
#pragma strict_types

#include <globals.h>

inherit STD_TEST;

/** What a witness saw; it stands in the room and remembers. */
private nosave object actor, target;
private nosave object room;

void setup() {
  room = make(STD_ROOM);
  actor = make("/tests/support/witness");
  target = make("/tests/support/witness");
  actor->set_name("anna");
  target->set_name("bert");
  actor->set_short("Anna");
  target->set_short("Bert");
  actor->move(room);
  target->move(room);
}

private void check(string typed, string seen_by_actor, string seen_by_target) {
  string verb = explode(typed, " ")[0];
  string rest = typed[strlen(verb) + 1..];

  assert(SOUL_D->feel(actor, verb, rest == "" ? 0 : rest), typed);
  assert_equal(actor->query_seen(), seen_by_actor);
  assert_equal(target->query_seen(), seen_by_target);
}

void test_alone() {
  check("smile", "You smile happily.\n", "Anna smiles happily.\n");
  check("cry", "You cry.\n", "Anna cries.\n");
  check("blush", "You blush.\n", "Anna blushes.\n");
  check("flex", "You flex your muscles.\n", "Anna flexes their muscles.\n");
}

void test_adverbs() {
  check("smile warmly", "You smile warmly.\n", "Anna smiles warmly.\n");
  check("bow grac", "You bow gracefully.\n", "Anna bows gracefully.\n");
}

void test_targets() {
  check("smile at bert", "You smile happily at Bert.\n", "Anna smiles happily at you.\n");
  check("hug bert fondly", "You hug Bert fondly.\n", "Anna hugs you fondly.\n");
  check("hug me", "You hug yourself.\n", "Anna hugs themself.\n");
}

void test_nonsense() {
  assert(!SOUL_D->feel(actor, "hug", 0), "hug whom?");
  assert(!SOUL_D->feel(actor, "smile", "at the moon"), "nobody of that name");
  assert(!SOUL_D->feel(actor, "frobnicate", 0), "no such feeling");
}
