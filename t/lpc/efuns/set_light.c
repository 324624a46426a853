// set_light(): what an object, what is in it and what it is in give together.
#include <show.h>

object lamp() { return clone_object("/efuns/_lamp"); }

void main() {
  object room = lamp(), bag = lamp(), torch = lamp();

  show(set_light(0));              // expect: 0
  show(set_light(2));              // expect: 2
  show(set_light(-5));             // expect: -3
  show(set_light(0));              // expect: -3

  // The same wherever one asks in a place, and at any depth.
  show(torch->shine(0));           // expect: 3
  torch->enter(bag);
  bag->enter(room);
  show(torch->shine(0));           // expect: 9
  show(room->shine(1));            // expect: 10
  show(bag->shine(-3));            // expect: 7

  // It goes along with a move, and ends with its object.
  torch->enter(room);
  show(room->shine(0));            // expect: 7
  bag->go();
  show(room->shine(0));            // expect: 7
  torch->go();
  show(room->shine(0));            // expect: 4

  // What is reloaded begins anew.
  room->shine(10);
  reload_object(room);
  show(room->shine(0));            // expect: 3
}
