/**
 * The body of somebody who plays. Heirs give wizards and planners their
 * tools; what all three share is here and in std/player: input, output,
 * coming and going, save and restore.
 */
#pragma strict_types

#include <globals.h>
#include <patience.h>

inherit "/std/living";
inherit "/std/pager";
inherit "/std/gmcp";
inherit "/std/player/settings";
inherit "/std/player/aliases";
inherit "/std/player/ears";
inherit "/std/player/belongings";
inherit "/std/player/deeds";
inherit "/std/player/ghost";

/** Health of level 1, and what each level adds. */
#define FIRST_HEALTH 40
#define HEALTH_A_LEVEL 8
/** Marks in the pocket of who comes for the first time. */
#define FIRST_MONEY 25

private string title = "";
private string looks = "";
private string last_room = START_ROOM;
private int age = 0;
private int wimpy = 20;

private nosave int came_at = 0;
private nosave string away = 0;

/** What follows the name in lists: `the curious`. */
void set_title(string text) { title = plain_text(text); }

/** What follows the name in lists. */
string query_title() { return title; }

/** Says that it is away from the keyboard, and why; until the next line. */
void set_away(string why) { away = plain_text(why); }

/** Why it is away, or 0 when it is not. */
string query_away() { return away; }

/** What one sees of it at first: sentences of its own. */
void set_looks(string text) { looks = plain_text(text); }

/** A body keeps the name of its account. */
void set_name(string text) {
  if (!previous_object() || strsrch(base_name(previous_object()), "/secure/") != 0)
    error("That name is not yours to change.\n");
  ::set_name(text);
}

/** Clients with GMCP get what is said here as a channel too. */
void heard(object speaker, string words) {
  if (!ignores(speaker)) gmcp_channel("say", speaker->query_cap_name(), words);
}

/** At how little health, in a hundred, it runs. */
void set_wimpy(int percent) { wimpy = percent; }

/** At how little health, in a hundred, it runs. */
int query_wimpy() { return wimpy; }

/** Seconds spent in the world, all logins together. */
int query_age() {
  return age + (came_at ? time() - came_at : 0);
}

/** Its name, as a list shows it. */
string short() {
  string text = query_cap_name() + (title == "" ? "" : " " + title);

  if (is_ghost()) text = "the ghost of " + text;
  return interactive(this_object()) ? text : text + " (a lifeless statue)";
}

/** In the middle of a sentence. */
string the_short() { return is_ghost() ? "the ghost of " + query_cap_name() : query_cap_name(); }

/** What one sees on looking at it: whole lines. */
string long() {
  mapping equipment = query_equipment();
  object *things = filter(all_inventory(), (: $1->short() :)) - values(equipment);
  string text = sprintf("%s is %s.\n", query_cap_name(), is_ghost() ? "a shimmer in the air" : query_condition());

  if (looks != "") text = looks + "\n" + text;
  if (sizeof(equipment)) text += sprintf("%s wears or holds %s.\n", query_cap_name(), contents_text(values(equipment)));
  if (sizeof(things)) text += sprintf("%s carries %s.\n", query_cap_name(), contents_text(things));
  return text;
}

/* ---- output ------------------------------------------------------------ */

/** Tells it something, in lines as wide as its screen. */
void tell(string text) {
  tell_object(this_object(), wrap(text + "\n", query_width()));
}

/** The message() efun delivers here. */
void receive_message(string kind, string text) {
  receive(wrap(text, query_width()));
}

/** The driver asks for a prompt when it has shown everything else. */
void write_prompt() {
  switch (query_setting("prompt")) {
    case "vitals":
      write(sprintf("%d of %d> ", query_hp(), query_max_hp()));
      break;
    case "plain":
      write("> ");
  }
}

/** Who wants short fights does not see what missed. */
void tell_fight(string text, int is_miss) {
  if (!is_miss || query_setting("combat") == "full") tell(text);
}

/** Shows the room it is in. */
void look_around() {
  object room = environment();

  if (!room) tell("You are nowhere at all.");
  else if (query_brief()) tell_object(this_object(), wrap(room->describe_briefly(this_object()), query_width()));
  else tell_object(this_object(), wrap(room->describe(this_object()), query_width()));
}

/** Moves it; its client hears of the new place. */
int move(mixed destination) {
  if (!::move(destination)) return 0;
  gmcp_arrived(environment());
  return 1;
}

/** It has gone through an exit: it looks round there. */
protected void arrived() { look_around(); }

/** What comes into its hands. */
void entered(object ob) {
  ::entered(ob);
  gmcp_item_came("inv", ob);
}

/** What leaves its hands. */
void left(object ob) {
  ::left(ob);
  gmcp_item_went("inv", ob);
}

/* ---- fighting ---------------------------------------------------------- */

/** Ghosts and the peaceful places are left alone; the living of the world do not fight each other. */
string attack_fault(object attacker) {
  string fault = ghost::attack_fault(attacker) || living::attack_fault(attacker);

  if (fault || !attacker || !interactive(attacker)) return fault;
  return "People do not fight people here.";
}

/** It was hurt: run, if it is time to. */
void shrink_from(object attacker) {
  if (query_hp() * 100 / query_max_hp() < wimpy && is_fighting()) flee();
}

/** Every level makes it healthier. */
void level_gained(int level) {
  set_max_hp(FIRST_HEALTH + HEALTH_A_LEVEL * (level - 1));
  tell(paint("good", sprintf("You have reached level %d.", level)));
  act("looks stronger than before.");
}

/** It learns, and its client hears of it. */
void add_experience(int points) {
  ::add_experience(points);
  status_changed();
}

/** It has killed something. */
void killed(object victim) {
  object *sharers = filter(query_group(), (: environment($1) == environment() && !$1->is_ghost() :));
  int share = (victim->query_worth() + sizeof(sharers) - 1) / sizeof(sharers);

  tell(sprintf("You have killed %s. (%d experience)", victim->the_short(), share));
  add_experience(share);
  (sharers - ({ this_object() }))->learnt_with(this_object(), victim, share);
}

/** One of its group has killed something, here. */
void learnt_with(object killer, object victim, int share) {
  if (member_array(killer, query_group()) == -1) return;
  tell(sprintf("%s has killed %s. (%d experience)", killer->query_cap_name(), victim->the_short(), share));
  add_experience(share);
}

/* ---- input ------------------------------------------------------------- */

/**
 * Every line that is not asked for by input_to() comes by here first.
 * Signs that stand for verbs are spelt out: `'hello` is `say hello`.
 *
 * @returns {string} what to do instead
 */
string process_input(string line) {
  if (away) {
    away = 0;
    tell("You are back.");
    if (trim(line) == "afk") return "";
  }
  line = trim(plain_text(line));
  if (line == "") return line;
  if (line[0] == '\'') return "say " + trim(line[1..]);
  if (line[0] == ':') return "emote " + trim(line[1..]);
  return expand_alias(line);
}

/**
 * Does something as if it had been typed, for `force`.
 *
 * @returns {int} 1 when it was understood
 */
int obey(string line) {
  return !!command(process_input(line));
}

/* ---- save and restore -------------------------------------------------- */

/** Writes the body and what it keeps to its file. */
void save_me() {
  object room = environment();

  if (room && !clonep(room)) last_room = file_name(room);
  note_belongings();
  age = query_age();
  if (came_at) came_at = time();
  assure_dir(dirname(player_save_file(query_name())));
  save_object(player_save_file(query_name()));
}

/** Seconds without a line after which it is led out; 0 for never. */
int query_idle_limit() { return IDLE_PATIENCE; }

/** Saves itself every few minutes, and leaves when nobody types any more. */
void autosave() {
  int most = query_idle_limit();

  call_out("autosave", SAVE_INTERVAL);
  if (!interactive(this_object())) return;
  save_me();
  if (!most || query_idle(this_object()) < most) return;
  tell(sprintf("You have done nothing for %s. Good bye; you are saved.", duration(most)));
  act("falls asleep and is carried away.");
  remove();
}

/**
 * Becomes the body of an account: reads its file, when there is one.
 * The login calls this once, before the connection arrives.
 */
void setup(string name) {
  if (strsrch(base_name(previous_object()), "/secure/") != 0) return;
  if (file_size(player_save_file(name) + __SAVE_EXTENSION__) > 0)
    restore_object(player_save_file(name), 1);
  else
    add_money(FIRST_MONEY);
  set_name(name);
}

/* ---- coming and going -------------------------------------------------- */

private void greet(int last) {
  int unread = MAIL_D->count_unread(this_object());

  if (last) tell(sprintf("Welcome back, %s. You were here last on %s.", query_cap_name(), ctime(last)));
  else tell(sprintf("Welcome, %s. Type `help` when you are lost.", query_cap_name()));
  if (last && sizeof(stat(NEWS) || ({ })) > 1 && stat(NEWS)[1] > last) tell(link_commands("There is `news` since then."));
  if (unread) tell(sprintf("You have %s. `mail` lists your letters.", count_of(unread, "unread letter")));
}

/**
 * The connection is here.
 *
 * @param {int} is_new - 1 when the body was not in the world before
 * @param {int} last - time of the login before, 0 for the first
 */
void enter_world(int is_new, int last) {
  if (strsrch(base_name(previous_object()), "/secure/") != 0) return;
  came_at = time();
  remove_call_out("link_lost");
  if (is_new) {
    init_commands();
    restore_belongings();
    greet(last);
    if (catch(move(last_room)) || !environment()) move(START_ROOM) || move(VOID_ROOM);
    act("comes into the world.");
    call_out("autosave", SAVE_INTERVAL);
    set_heart_beat(1);
  } else {
    tell("You are back in your body.");
    act("is back.");
    // It did not move: the new client has not seen the room.
    gmcp_arrived(environment());
  }
  gmcp_welcome();
  command("look");
}

/** A new driver runs, the connection is the old one: nobody else notices. */
void copyover_done() {
  if (previous_object()) return;
  came_at = time();
  init_commands();
  restore_belongings();
  if (catch(move(last_room)) || !environment()) move(START_ROOM) || move(VOID_ROOM);
  call_out("autosave", SAVE_INTERVAL);
  set_heart_beat(1);
  gmcp_welcome();
  tell("The world is new; you stand where you stood.");
}

/** The connection was lost and did not come back. */
void link_lost() {
  if (interactive(this_object())) return;
  act("fades away.");
  remove();
}

/** The connection was lost: wait for it. */
void net_dead() {
  age = query_age();
  came_at = 0;
  save_me();
  act("turns into a lifeless statue.");
  call_out("link_lost", LINK_PATIENCE);
}

/** Leaves the world for good, saved. */
void remove() {
  save_me();
  part_company();
  foreach (object ob in all_inventory()) {
    if (ob->query_kept() || !ob->move(environment() || VOID_ROOM)) ob->remove();
  }
  ::remove();
}

void create() {
  ::create();
  set_max_hp(FIRST_HEALTH);
}
