/**
 * Marks lying about. In a purse they are a number (std/living/purse); this
 * is what they are outside of one.
 */
#pragma strict_types

inherit "/std/item";

private int count = 1;

/** How many marks it is. */
void set_count(int marks) { count = marks; }

/** How many marks it is. */
int query_count() { return count; }

/** What it is worth: itself. */
int query_value() { return count; }

/** Coins are counted, not weighed. */
int query_weight() { return 0; }

/** What it is called in a list. */
string short() { return count == 1 ? "a silver mark" : count + " silver marks"; }

/** What one sees on looking at it: whole lines. */
string long() { return "Small silver coins with a pike on one side and waves on the other.\n"; }

/** Lying beside others, it joins them; in a hand it goes into the purse. */
int move(mixed destination) {
  object *others;

  if (!::move(destination)) return 0;
  if (environment() && living(environment())) {
    environment()->add_money(count);
    remove();
    return 1;
  }
  others = filter(all_inventory(environment()), (: base_name($1) == base_name() && $1 != this_object() :));
  if (!sizeof(others)) return 1;
  others[0]->set_count(others[0]->query_count() + count);
  remove();
  return 1;
}

void create() {
  ::create();
  set_names(({ "marks", "mark", "coins", "coin", "money" }));
}
