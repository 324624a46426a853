/**
 * A place. Its create() says what it looks like, where one can go, what
 * can be looked at, and what belongs in it. Each of these is a file in
 * std/room; here is how it shows itself.
 */
#pragma strict_types

#include <globals.h>

inherit "/std/container";
inherit "/std/room/exits";
inherit "/std/room/details";
inherit "/std/room/spawns";
inherit "/std/room/light";

private nosave int outdoors = 0;
private nosave int peaceful = 0;

/** Is it under the sky? Then weather and daylight show. */
void set_outdoors(int flag) { outdoors = flag; }

/** Is it under the sky? */
int query_outdoors() { return outdoors; }

/** Is fighting out of the question here? */
void set_peaceful(int flag) { peaceful = flag; }

/** Is fighting out of the question here? */
int query_peaceful() { return peaceful; }

/** Somebody or something has come: clients hear of it. */
void entered(object ob) {
  if (!ob->is_visible()) return;
  foreach (object body in filter(all_inventory(), (: has_gmcp($1) :))) body->seen_coming(ob);
}

/** Somebody or something has gone: clients hear of it. */
void left(object ob) {
  if (!ob->is_visible()) return;
  foreach (object body in filter(all_inventory(), (: has_gmcp($1) :))) body->seen_going(ob);
}

void reset() {
  respawn();
}

private string contents_lines(object viewer) {
  object *seen = visible_contents(viewer);
  object *people = filter(seen, (: living($1) :));
  string text = "";

  foreach (string who, int count in tally(map(people, (: (string)$1->short() :))))
    text += sprintf("%s %s here.\n", capitalize(several(who, count)), count > 1 ? "are" : "is");
  seen -= people;
  if (sizeof(seen)) text += sprintf("You see %s here.\n", contents_text(seen));
  return text;
}

/** Its name and exits, as somebody in it sees them who is in a hurry. */
string describe_briefly(object viewer) {
  if (!viewer->can_see()) return "It is too dark to see.\n";
  return viewer->paint("room", capitalize(short()) + ".") + "\n" + contents_lines(viewer) + viewer->paint("exits", exits_text(viewer));
}

/**
 * All of it, as somebody in it sees it.
 *
 * @param {object} viewer
 * @returns {string} several lines
 */
string describe(object viewer) {
  if (!viewer->can_see()) return "It is too dark to see. You need a light.\n";
  return viewer->paint("room", capitalize(short())) + "\n" + long()
    + (outdoors ? SKY_D->query_text() + "\n" : "")
    + viewer->paint("exits", exits_text(viewer)) + contents_lines(viewer);
}
