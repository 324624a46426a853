/**
 * Something that protects whoever wears it.
 */
#pragma strict_types

#include <body.h>

inherit "/std/equipment";

private nosave int protection = 1;

/** How many points of each blow it takes, at most. */
void set_protection(int points) { protection = points; }

/** How many points of each blow it takes, at most. */
int query_protection() { return protection; }

/** What one sees on looking at it: whole lines. */
string long() {
  return ::long() + (query_equipped() ? "It is worn.\n" : "One can `wear` it.\n");
}

void create() {
  ::create();
  set_slot(SLOT_BODY);
  set_weight(4);
}
