/**
 * What a body wears and holds: one thing in each slot.
 */
#pragma strict_types

#include <body.h>

private nosave mapping worn = ([ ]);

/** Tells clients how a thing is carried now: heirs with clients override it. */
void item_changed(object ob) { }

/** What is in a slot, or 0. */
object query_equipped(string slot) {
  object ob = worn[slot];

  return ob && environment(ob) == this_object() ? ob : 0;
}

/** Slot to thing, for all that is worn or held. */
mapping query_equipment() {
  mapping found = ([ ]);

  foreach (string slot in ALL_SLOTS)
    if (query_equipped(slot)) found[slot] = query_equipped(slot);
  return found;
}

/** What it fights with, or 0 for bare hands. */
object query_weapon() { return query_equipped(SLOT_HAND); }

/** Points that all it wears takes off a blow, at most. */
int query_armour() {
  int sum = 0;

  foreach (string slot, object ob in query_equipment()) sum += ob->query_protection();
  return sum;
}

/**
 * Wears or wields something it carries.
 *
 * @returns {string} 0 when done, else why not
 */
string equip(object ob) {
  string slot = ob->query_slot();
  object there;

  if (!slot) return "That is nothing to wear or to wield.";
  if (environment(ob) != this_object()) return "You do not have that.";
  there = query_equipped(slot);
  if (there == ob) return sprintf("You have %s on you already.", ob->the_short());
  if (there) return sprintf("%s is in the way.", capitalize(there->the_short()));
  worn[slot] = ob;
  item_changed(ob);
  return 0;
}

/** Takes off or lowers something; it stays in the inventory. */
void unequip(object ob) {
  foreach (string slot in ALL_SLOTS) if (worn[slot] == ob) map_delete(worn, slot);
  if (ob && environment(ob) == this_object()) item_changed(ob);
}
