/**
 * The charcoal burner, who has the key of the crypt.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_NPC;

private void hand_over_key(object who) {
  object key = new(OBJ "crypt_key");

  speak("Martta's. She still puts too much pepper in.");
  speak("I was sexton. I locked it in, that night, down there with what it had taken, and ran. Here. Somebody should go who does not run.");
  if (!key->move(who)) key->move(environment());
  who->tell("Otso puts an iron key into your hand. It is warm from his pocket.");
  QUEST_D->advance(who, BELL_QUEST, BELL_KEY);
}

/** A pie is worth a key to him; anything else he gives back. */
void given(object giver, object thing) {
  if (base_name(thing) != OBJ "pie") {
    express(":turns it over in his black hands, and gives it back.");
    if (!thing->move(giver)) thing->move(environment());
    return;
  }
  act("eats the pie, slowly, and every crumb of it.");
  thing->remove();
  hand_over_key(giver);
}

void create() {
  ::create();
  set_name("otso");
  set_names(({ "otso", "charcoal burner", "burner", "man" }));
  set_short("Otso the charcoal burner");
  set_long("A giant, black from head to foot, with two very clear eyes. He sits as if he had been put there.");
  set_protected("He stands up. You sit down.");
  set_level(6);
  set_chats(10, ({
    ":looks at the nail in the wall.",
    "Porridge. Every day. What I would give for one of my sister's pies.",
    "No wind tonight. On such a night one used to hear it from here.",
  }));
  set_answers(([
    ({ "key", "crypt" }): "What if I had it? A man gets hungry, thinking of that place. Bring me something decent to eat, and we shall see.",
    ({ "pie", "food", "eat", "hungry" }): "Fish pie. My sister makes it, at the inn.",
    ({ "bell", "tongue" }): "It was my watch. I heard wet feet on the tower stair, and did not go and look.",
    ({ "nakki", "näkki" }): "It looks like whoever you miss. Strike anyway.",
    "hello": "Sit. Mind the soot.",
  ]));
}
