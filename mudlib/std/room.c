/**
 * A place. Its create() says what it looks like, where one can go, what
 * can be looked at, and what belongs in it.
 */
#pragma strict_types

#include <globals.h>

inherit "/std/container";

private nosave mapping exits = ([ ]);
private nosave mapping details = ([ ]);
private nosave mapping spawns = ([ ]);
private nosave mapping spawned = ([ ]);

/**
 * Where one can go.
 *
 * @param {mapping} ways - direction to path: ([ "north": "/domains/haukila/gate" ])
 */
void set_exits(mapping ways) { exits = copy(ways); }
void add_exit(string direction, string path) { exits[direction] = path; }
mapping query_exits() { return copy(exits); }

/**
 * Things one can look at that are not objects.
 *
 * @param {mapping} seen - word, or array of words, to a description
 */
void set_details(mapping seen) {
  details = ([ ]);
  foreach (mixed words, string text in seen)
    foreach (string word in arrayp(words) ? words : ({ words }))
      details[word] = text;
}

/**
 * May somebody leave that way? A closed door says no; rooms with guards
 * override this, tell who why, and call ::may_leave() for the rest.
 */
int may_leave(object who, string direction) {
  object *doors = filter(all_inventory(), (: $1->bars($(direction)) :));

  if (!sizeof(doors)) return 1;
  tell_object(who, capitalize(doors[0]->short()) + " is closed.\n");
  return 0;
}

/** The description of a detail, or 0. */
string query_detail(string word) {
  return details[word];
}

/** Makes what belongs here and is no longer here. */
void respawn() {
  foreach (string path, int count in spawns) {
    object *alive = filter(spawned[path] || ({ }), (: objectp($1) :));

    while (sizeof(alive) < count) {
      object ob = new(path);

      if (!ob->move(this_object())) {
        ob->remove();
        break;
      }
      alive += ({ ob });
    }
    spawned[path] = alive;
  }
}

/**
 * What is brought back at each reset.
 *
 * @param {mapping} wanted - path to count: ([ "/domains/haukila/obj/lamp": 1 ])
 */
void set_spawns(mapping wanted) {
  spawns = copy(wanted);
  respawn();
}

void reset() {
  respawn();
}

/** The exits as a sentence. */
string exits_text() {
  string *ways = sort_array(keys(exits), 1);

  if (!sizeof(ways)) return "There is no way out.\n";
  return sprintf("You can go %s.\n", enumerate(ways));
}

/**
 * All of it, as somebody in it sees it.
 *
 * @param {object} viewer
 * @returns {string} several lines
 */
string describe(object viewer) {
  object *seen = visible_contents(viewer);
  object *people = filter(seen, (: living($1) :));
  string text = capitalize(short()) + "\n" + long() + exits_text();

  foreach (object ob in people) text += capitalize(ob->short()) + " is here.\n";
  seen -= people;
  if (sizeof(seen)) text += sprintf("You see %s here.\n", contents_text(seen));
  return text;
}
