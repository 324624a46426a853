/**
 * What belongs in a room, and comes back at each reset when it is gone.
 */
#pragma strict_types

private nosave mapping spawns = ([ ]);
private nosave mapping spawned = ([ ]);

private object *alive(string path) {
  return filter(spawned[path] || ({ }), (: objectp($1) :));
}

/** Is it where it was put, or at least nobody's? What players carry is replaced. */
private int is_here(object ob) {
  return living(ob) || environment(ob) == this_object();
}

/** Makes what belongs here and is no longer here. */
void respawn() {
  foreach (string path, int count in spawns) {
    object *here = filter(alive(path), (: is_here($1) :));

    while (sizeof(here) < count) {
      object ob = new(path);

      if (!ob->move(this_object())) {
        ob->remove();
        break;
      }
      here += ({ ob });
    }
    spawned[path] = here;
  }
}

/**
 * What is brought back at each reset.
 *
 * @param {mapping} wanted - path to count: ([ "/domains/haukila/obj/lantern": 1 ])
 */
void set_spawns(mapping wanted) {
  spawns = copy(wanted);
  respawn();
}
