/**
 * Something alive: it has a name, hears, goes about, carries things and
 * fights. Each of these is a file in std/living; here is what ties them
 * together.
 */
#pragma strict_types

#include <globals.h>

inherit "/std/container";
inherit "/std/living/health";
inherit "/std/living/skills";
inherit "/std/living/purse";
inherit "/std/living/equipment";
inherit "/std/living/combat";
inherit "/std/living/death";
inherit "/std/living/company";
inherit "/std/living/movement";

/** What anybody can carry, in pounds. */
#define STRENGTH 60

private nosave string name = "someone";

/**
 * Its name: how it is found, and what it answers to.
 *
 * @param {string} text - lower case
 */
void set_name(string text) {
  name = lower_case(text);
  set_living_name(name);
  set_names(({ name }) + (query_names() - ({ name })));
}

/** Its name, in lower case. */
string query_name() { return name; }

/** The name as one writes it. */
string query_cap_name() { return capitalize(name); }

/** A body that is alive is no obstacle: it weighs more than anyone lifts. */
int query_weight() { return 150; }

/** Is it of another world: without hands, and past being hurt? */
int is_ghost() { return 0; }

/** The light of what it carries. */
int query_light() {
  int sum = 0;

  foreach (object ob in all_inventory()) sum += ob->query_light();
  return sum;
}

/** Does it see where it is? */
int can_see() {
  return !environment() || environment()->query_light() > 0;
}

/**
 * Colours a text for its client. Bodies without one see it plain.
 *
 * @param {string} kind - what it is: `room`, `exits`, `talk`, `channel`, `good`
 */
string paint(string kind, string text) { return text; }

/**
 * Tells it something, with a line end.
 */
void tell(string text) {
  tell_object(this_object(), text + "\n");
}

/** The message() efun delivers here. Bodies with a screen break the lines. */
void receive_message(string kind, string text) {
  tell_object(this_object(), text);
}

/**
 * Tells the others in the room what it does.
 *
 * @param {string} text - after its name: `leaves north`
 * @param {object *} [except] - who shall not see it
 */
varargs void act(string text, object *except) {
  object room = environment();

  if (!room) return;
  message("act", sprintf("%s %s\n", query_cap_name(), text), room, ({ this_object() }) + (except || ({ })));
}

/** Does it want to hear nothing of somebody? Players may. */
int ignores(object who) { return 0; }

/**
 * Like act(), for what it says and shows: those who ignore it are spared.
 *
 * @param {string} text - after its name: `says: hello`
 * @param {object *} [except] - who shall not see it
 */
varargs void voice(string text, object *except) {
  object room = environment();
  object *deaf = room ? filter(all_inventory(room), (: $1->ignores(this_object()) :)) : ({ });

  act(text, deaf + (except || ({ })));
}

/**
 * Somebody said something here. Those who answer override this.
 *
 * @param {object} speaker
 * @param {string} words
 */
void heard(object speaker, string words) { }

/** Somebody gave it a thing, which it has now. */
void given(object giver, object thing) { }

/** Somebody gave it marks, which are in its purse now. */
void paid(object giver, int marks) { }

/** The action behind all verbs that no object near claims for itself. */
int do_command(string arg) {
  return COMMAND_D->run(this_object(), query_verb(), arg);
}

/** The verbs that things near offer it, sorted. */
string *query_near_verbs() {
  mapping found = ([ ]);

  foreach (mixed *action in commands()) if (action[0] != "") found[action[0]] = 1;
  return sort_array(keys(found), 1);
}

/** From now on it is a living that understands commands: heirs call it when they are ready. */
protected void init_commands() {
  enable_commands();
  add_action("do_command", "", 1);
}

/** Does something as if it had been typed. */
int obey(string line) {
  return !!command(line);
}

/** Says something in the room, to people and to those who listen. */
void speak(string words) {
  object room = environment();

  if (!room) return;
  voice("says: " + words);
  foreach (object ob in all_inventory(room))
    if (ob != this_object() && living(ob)) ob->heard(this_object(), words);
}

/** What leaves the hands is no longer worn. */
void left(object ob) {
  unequip(ob);
}

/** Each beat a blow, or some healing; without either the heart rests. */
void heart_beat() {
  int fights = fight_round();

  if (!this_object()) return;
  if (!mend() && !fights) set_heart_beat(0);
}

void create() {
  ::create();
  set_capacity(STRENGTH);
}
