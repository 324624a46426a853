/**
 * Sister Aune, who rings a bell that makes no sound, and gives the quest.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_NPC;

private void explain(object who) {
  speak("You have heard it too, then: the silence. The bell has lost its tongue.");
  speak("There is a näkki under the ruin on the island. It likes what glitters and what sounds. It came up one night, and took it.");
  speak("The crypt is locked, and Otso the charcoal burner has the key. He lives east, in the wood, past the pines. Bring me the tongue, and the boats will find home again.");
  QUEST_D->advance(who, BELL_QUEST, BELL_ASKED);
}

private int is_about_bell(string text) {
  return sizeof(filter(({ "bell", "tongue", "clapper", "silence", "quest" }), (: strsrch($(text), $1) != -1 :))) > 0;
}

/** The bell is what she talks about. */
void asked(object who, string topic) {
  if (!is_about_bell(topic)) ::asked(who, topic);
  else if (QUEST_D->has_reached(who, BELL_QUEST, BELL_RINGS)) speak("Listen. That is your doing.");
  else explain(who);
}

/** The bell is what she listens for. */
void heard(object speaker, string words) {
  if (!interactive(speaker) || !is_about_bell(lower_case(words))) ::heard(speaker, words);
  else asked(speaker, lower_case(words));
}

private void ring_for(object who) {
  object brooch = new(OBJ "brooch");

  act("climbs up into the belfry. For a while you only hear her boots.");
  foreach (object body in users())
    if (environment(body) && strsrch(file_name(environment(body)), VILLAGE) == 0)
      body->tell("A bell rings over Haukila, deep and green, as if the lake itself had found its voice.");
  if (!brooch->move(who)) brooch->move(environment());
  who->tell("Sister Aune pins a silver brooch on you. Her hands smell of tallow.");
  QUEST_D->advance(who, BELL_QUEST, BELL_ASKED);
  QUEST_D->advance(who, BELL_QUEST, BELL_RINGS);
}

/** The tongue rings the bell; anything else she gives back. */
void given(object giver, object thing) {
  if (base_name(thing) != OBJ "tongue") {
    express(sprintf("That is kind. But %s belongs to you.", thing->the_short()));
    if (!thing->move(giver)) thing->move(environment());
    return;
  }
  thing->remove();
  if (QUEST_D->has_reached(giver, BELL_QUEST, BELL_RINGS)) speak("Another one? It must have made itself a copy. I shall melt it down for candlesticks.");
  else ring_for(giver);
}

void create() {
  ::create();
  set_name("aune");
  set_names(({ "aune", "sister", "sister aune", "woman" }));
  set_short("Sister Aune");
  set_long("An old woman in a grey coat, with the forearms of somebody who has rung a bell for fifty years. "
    "She keeps looking up at the rope.");
  set_protected("You cannot lift your hand against her.");
  set_level(5);
  set_chats(10, ({
    ":pulls the rope, and listens to nothing.",
    "If anybody asks me about the bell, I will tell them. Nobody asks.",
    ":carves a letter into the boat overhead, and brushes the dust off.",
  }));
  set_answers(([
    "hello": "Peace on your nets. Do ask me about the bell.",
    ({ "nakki", "näkki" }): "An old thing. It drags down what it loves. Go with iron in your hand, and with a light, or do not go.",
    ({ "key", "otso" }): "He was sexton here, until that night. He took the crypt's key with him, and his shame. He likes fish pie.",
    ({ "dead", "death", "ghost", "pray" }): "Whoever drowns wakes up here. `pray`, and you will breathe again.",
  ]));
}
