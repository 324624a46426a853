/**
 * What is worn or held: weapon and armour inherit it. Where it goes is a
 * slot, and a body has one thing in each.
 */
#pragma strict_types

inherit "/std/item";

private nosave string slot = 0;

/** Where it goes: one of <body.h>'s slots. */
void set_slot(string name) { slot = name; }

/** Where it goes. */
string query_slot() { return slot; }

/** Is it worn or held now? */
int query_equipped() {
  object owner = environment();

  return owner && living(owner) && owner->query_equipped(slot) == this_object();
}

/** What is worn cannot be given away. */
int is_droppable() { return !query_equipped(); }

/** How it protects, if it does. */
int query_protection() { return 0; }

/** Remembers whether it was worn; the body puts it on again. */
mapping save_state() {
  return query_equipped() ? ([ "equipped": 1 ]) : ([ ]);
}
