/**
 * The ferry: a room that is rowed between pier and island, one party at a
 * time. The ferryman comes along.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ROOM;

/** Seconds of half a crossing. */
#define HALF 4

private nosave string goal = 0;

private object ferryman() {
  object pier = find_object(VILLAGE "pier");

  return present("tapio", this_object()) || pier && present("tapio", pier);
}

/** Half of the way is done. */
void half_way() {
  tell_room(this_object(), goal == VILLAGE "pier"
    ? "Half way. The village grows roofs and chimneys.\n"
    : "Half way. Tapio rows more quietly here, and looks at the water.\n");
}

/** All get off, and the ferryman rows home. */
void arrive() {
  object rower = ferryman();

  tell_room(this_object(), "The boat grates on stone and lies still. You step ashore.\n");
  foreach (object ob in all_inventory()) {
    if (ob == rower) continue;
    ob->move(goal);
    if (interactive(ob)) {
      ob->act("steps out of a boat.");
      ob->look_around();
    }
  }
  if (rower) rower->move(VILLAGE "pier");
  goal = 0;
}

/**
 * Takes somebody aboard, and off.
 *
 * @param {object} passenger
 * @param {string} to - path of the room on the other side
 * @returns {int} 1, or 0 while it is out already
 */
int board(object passenger, string to) {
  object rower = ferryman();

  if (goal || !rower) return 0;
  goal = to;
  passenger->act("steps into a boat.");
  rower->move(this_object());
  passenger->move(this_object());
  passenger->look_around();
  call_out("half_way", HALF);
  call_out("arrive", 2 * HALF);
  return 1;
}

/** Somebody on the island rang for it: the way back is free. */
int fetch(object passenger) {
  return board(passenger, VILLAGE "pier");
}

/** Nobody sits in it while it is moored: somebody who has just woken up in it is put ashore. */
void put_ashore(object who) {
  if (!who || goal || environment(who) != this_object()) return;
  who->tell("Tapio shakes you awake. The boat lies at the pier, and you step out.");
  who->move(VILLAGE "pier");
  who->look_around();
}

void init() {
  if (this_player() && interactive(this_player()) && !goal) call_out("put_ashore", 1, this_player());
}

void create() {
  ::create();
  set_short("a rowing boat");
  set_long("Two thwarts, two oars, and a bailer that is much used. There is nothing to do but to look at the water.");
  set_details(([
    ({ "water", "lake" }): "It is so clear, and so deep, that looking down is like looking down from a tower.",
    ({ "oars", "oar", "thwarts" }): "Worn to the shape of Tapio.",
    "bailer": "It says NOT A CUP.",
  ]));
  set_senses(0, "The oars: creak, dip, drip.");
  set_outdoors(1);
}
