/**
 * Saving what a player carries: each thing's program, state, and what is
 * in it.
 */
#pragma strict_types

string equip(object ob);

/** Bags within bags are kept so deep, and so many things in all. */
#define DEEPEST 4
#define MOST 200

private mapping *belongings = ({ });

private mapping *noted(object holder, int depth);

private mapping note_of(object ob, int depth) {
  mapping state = ob->save_state();
  mapping *inside = depth < DEEPEST ? noted(ob, depth + 1) : ({ });

  return ([ "file": base_name(ob), "state": state || ([ ]), "inside": inside ]);
}

private mapping *noted(object holder, int depth) {
  object *things = filter(all_inventory(holder), (: $1->query_kept() :));

  return map(things[0..MOST - 1], (: note_of($1, $(depth)) :));
}

private void restore_into(object holder, mapping note) {
  object ob;

  if (catch(ob = new(note["file"])) || !ob) return;
  ob->load_state(note["state"]);
  foreach (mapping inside in note["inside"]) restore_into(ob, inside);
  if (!ob->move(holder)) ob->remove();
  else if (holder == this_object() && note["state"]["equipped"]) equip(ob);
}

/** Takes down what it carries now. */
protected void note_belongings() {
  belongings = noted(this_object(), 0);
}

/** Makes what was taken down. */
protected void restore_belongings() {
  foreach (mapping note in belongings) restore_into(this_object(), note);
}
