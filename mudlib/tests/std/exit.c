/**
 * Ways that are things: hidden, found, and hidden again.
 */
#pragma strict_types

#include <globals.h>

inherit STD_TEST;

private nosave object room, way;

void setup() {
  room = make(STD_ROOM);
  way = make(STD_EXIT);
  way->set_way("in", VOID_ROOM);
}

void test_a_plain_one_leads_somewhere_at_once() {
  way->move(room);
  assert_equal(room->query_exits(), ([ "in": VOID_ROOM ]));
  way->move(make(STD_ROOM));
  assert_equal(room->query_exits(), ([ ]), "and takes its way along");
}

void test_a_secret_one_is_found_first() {
  way->set_secret(1);
  way->move(room);
  assert_equal(room->query_exits(), ([ ]), "nothing to be seen");
  assert(!way->is_visible());
  assert(way->found_by(this_object()), "found");
  assert(!way->found_by(this_object()), "once");
  assert_equal(room->query_exits(), ([ "in": VOID_ROOM ]));
  way->reset();
  assert_equal(room->query_exits(), ([ ]), "it hides again");
}
