/**
 * A thing to carry things in.
 */
#pragma strict_types

inherit "/std/container";
inherit "/std/item";

/** What it weighs with all that is in it. */
int query_weight() { return item::query_weight() + query_load(); }

/** Takes what is to be carried, and fits. */
int accepts(object ob) {
  return ob->is_gettable() && container::accepts(ob);
}

/** Can one see and reach what is inside? Chests say no when closed. */
int is_reachable() { return 1; }

/** What one sees on looking at it: whole lines. */
string long() {
  object *things = visible_contents(this_player());

  if (!is_reachable()) return item::long() + "It is closed.\n";
  return sprintf("%s%s\n", item::long(),
    sizeof(things) ? sprintf("It contains %s.", contents_text(things)) : "It is empty.");
}

void create() {
  ::create();
  set_capacity(20);
}
