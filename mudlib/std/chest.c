/**
 * A bag that closes, and may have a lock: boxes, cupboards, chests.
 */
#pragma strict_types

inherit "/std/bag";
inherit "/std/openable";

private nosave mapping contents = ([ ]);

/** Can one see and reach what is inside? */
int is_reachable() { return query_open(); }

/** Nothing gets in while it is closed, but for what belongs there. */
int accepts(object ob) {
  return (query_open() || !ob->is_gettable() || !environment(ob)) && ::accepts(ob);
}

private int count_of_file(string path) {
  return sizeof(filter(all_inventory(), (: base_name($1) == $(path) :)));
}

/** Closes it, and puts in what is missing. */
void reset() {
  set_open(0);
  if (query_lock()) set_locked(1);
  foreach (string path, int count in contents) {
    for (int i = count_of_file(path); i < count; i++) {
      object ob = new(path);

      if (!ob->move(this_object())) ob->remove();
    }
  }
}

/**
 * What is in it after each reset.
 *
 * @param {mapping} things - path to count
 */
void set_contents(mapping things) {
  contents = copy(things);
  reset();
}

/** Furniture is not carried about; a heir that is small says 1. */
int is_gettable() { return 0; }
