/**
 * The village holds together: every way leads somewhere and back, every
 * thing it names can be made, and what a description names can be looked at.
 */
#pragma strict_types

#include <globals.h>

inherit STD_TEST;

#define HAUKILA "/domains/haukila"

private nosave mapping back = ([
  "north": "south", "south": "north", "east": "west", "west": "east", "up": "down", "down": "up",
]);

private string *rooms() {
  string *found = ({ });

  foreach (string dir in ({ "", "/shore", "/wood", "/island", "/lake" }))
    foreach (string file in get_dir(HAUKILA + dir + "/*.c")) found += ({ HAUKILA + dir + "/" + file[0..<3] });
  return found;
}

void test_there_are_rooms_enough() {
  assert(sizeof(rooms()) >= 25, sizeof(rooms()) + " rooms");
}

/** The way out of a room, be it one that has to be found. */
private string way_from(object room, string way) {
  object *hidden = filter(all_inventory(room), (: $1->query_goal() && $1->query_way() == $(way) :));

  return room->query_exits()[way] || sizeof(hidden) && hidden[0]->query_goal();
}

void test_every_way_leads_back() {
  foreach (string path in rooms())
    foreach (string way, string to in load_object(path)->query_exits())
      assert_equal(way_from(load_object(to), back[way]), path, sprintf("%s of %s", way, path));
}

void test_every_room_is_worth_a_look() {
  foreach (string path in rooms()) {
    object room = load_object(path);

    assert(strlen(room->long()) > 80 && sizeof(room->query_details()) > 1, path);
  }
}

void test_everything_can_be_made() {
  foreach (string dir in ({ "/npc", "/obj" }))
    foreach (string file in get_dir(HAUKILA + dir + "/*.c")) {
      object ob = make(HAUKILA + dir + "/" + file[0..<3]);

      assert(ob && ob->short() && strlen(ob->long()) > 20, file);
    }
}
