/**
 * The smith: sells weapons, and gives a horseshoe to whoever asks for luck.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_NPC;

#define SHOE OBJ "horseshoe"

private void give_luck(object whom) {
  object shoe = new(SHOE);

  if (!whom || environment(whom) != environment() || !shoe->move(whom)) {
    shoe->remove();
    return;
  }
  whom->tell("The smith puts a horseshoe into your hand.");
  act("gives a horseshoe to " + whom->query_cap_name() + ".", ({ whom }));
}

/** Whoever speaks of luck gets some. */
void heard(object speaker, string words) {
  if (interactive(speaker) && strsrch(lower_case(words), "luck") != -1) {
    if (present("horseshoe", speaker)) speak("One is enough for anybody.");
    else give_luck(speaker);
    return;
  }
  ::heard(speaker, words);
}

void create() {
  ::create();
  set_name("smith");
  set_names(({ "smith", "woman" }));
  set_short("the smith");
  set_long("She is broad, sooty and in a good mood.");
  set_protected("She looks at your hands, and then at her hammer. You think better of it.");
  set_level(5);
  set_chats(10, ({
    ":strikes the iron while it is hot.",
    "Some come to me for luck. They only have to say so.",
    "`list` what I have, and `buy` what you need. Then `wield` it, or it does no good.",
  }));
  set_answers(([
    "hello": "Well met. Mind the sparks.",
    "horseshoe": "Every one of them brings luck. Or so I tell those who buy.",
    ({ "weapon", "knife", "fight" }): "For a rat a knife will do. For what lives under the island, take the boat hook: reach is everything.",
    ({ "bell", "tongue", "clapper" }): "I could forge a new tongue. I have, twice. It was gone the next morning, and the rope was wet.",
  ]));
}
