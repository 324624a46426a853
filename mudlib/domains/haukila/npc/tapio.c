/**
 * The ferryman.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_NPC;

#define FARE 2

private void give_back(object who, int marks) {
  add_money(-marks);
  who->add_money(marks);
  who->tell(sprintf("Tapio gives you back %s.", count_of(marks, "mark")));
}

/** Who pays the fare is rowed over. */
void paid(object who, int marks) {
  if (marks < FARE) {
    speak("Two. It has been two since my grandfather.");
    give_back(who, marks);
  } else if (!load_object(LAKE "boat")->board(who, ISLAND "landing")) {
    speak("The boat is out. Wait till it is back.");
    give_back(who, marks);
  } else {
    act("pushes off with an oar.");
  }
}

void create() {
  ::create();
  set_name("tapio");
  set_names(({ "tapio", "ferryman", "man" }));
  set_short("Tapio the ferryman");
  set_long("A man like a mooring post: short, thick, and worn in the middle.");
  set_protected("He lifts an oar, without hurry. You let it be.");
  set_level(5);
  set_chats(6, ({ "Two marks. `give 2 marks to tapio`.", ":spits into the lake, then says sorry to it.", ":looks over to the island, and away." }));
  set_answers(([
    ({ "fare", "price", "cross", "island", "ferry" }): "Two marks over. Back is free: ring the bell at the landing. Nobody should have to stay there for want of money.",
    ({ "bell", "nakki", "näkki" }): "Without the bell I do not go out in fog. With that thing in the water I do not fish. So I row.",
    "boat": "She has a name. Between her and me.",
    "hello": "Hm.",
  ]));
}
