/**
 * The foot of the tower: from here one sees what the swarm does.
 */
#pragma strict_types

#include "haukila.h"

inherit STD_ROOM;

/** What the book's margin says of the swarm. The answer comes from elsewhere: the reader waits for it. */
private string margin() {
  mapping swarm;

  if (catch(swarm = swarm_status()) || !mapp(swarm)) return "The margins are empty.";
  return sprintf("In the margin somebody keeps count: %s, and %s at work far away.",
    count_of(sizeof(swarm["nodes"]), "machine"), count_of(sizeof(swarm["workers"]), "helper"));
}

/** The book says more than is written in it. */
string query_detail_reading(string word) {
  string text = ::query_detail_reading(word);

  return text && lower_case(word) == "book" ? text + "\n" + margin() : text;
}

void create() {
  ::create();
  set_short("the foot of the tower");
  set_long("A round room. A spiral stair goes up along the wall, every step hollowed by feet.\n"
    "On an iron stand lies a book as big as a door.");
  set_details(([
    "book": "Its pages turn by themselves, now and then, as if somebody far away were reading.",
    ({ "stair", "stairs", "steps" }): "A hundred and eleven steps. The first one is worn most.",
    ({ "stand", "iron stand" }): "Two iron pikes, bent into a cradle: the fish, not the weapon.",
  ]));
  set_readings(([ "book": "…and the one who asked did not know where the answer was made, "
    "nor did the answer know who had asked; and both were content. The page turns." ]));
  set_senses(0, "Paper, turning.");
  set_exits(([ "south": VILLAGE "lane", "up": VILLAGE "lookout" ]));
  set_spawns(([ OBJ "tower_door": 1 ]));
}
