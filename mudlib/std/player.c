/**
 * The body of somebody who plays. Heirs give wizards and planners their
 * tools; what all three share is here: input, output, coming and going,
 * save and restore.
 */
#pragma strict_types

#include <globals.h>

inherit "/std/living";
inherit "/std/pager";
inherit "/std/gmcp";

/** Minutes a body waits for a lost connection. */
#define LINK_PATIENCE 10
/** Minutes between two saves. */
#define AUTOSAVE 5

private string title = "";
private string last_room = START_ROOM;
private string *kept = ({ });
private mapping *kept_state = ({ });
private int age = 0;
private int brief = 0;

private nosave int entered = 0;
private nosave string heard_from = 0;

/** What follows the name in lists: `the curious`. */
void set_title(string text) { title = text; }
string query_title() { return title; }

/** A body keeps the name of its account. */
void set_name(string text) {
  if (!previous_object() || strsrch(base_name(previous_object()), "/secure/") != 0)
    error("That name is not yours to change.\n");
  ::set_name(text);
}

/** Clients with GMCP get what is said here as a channel too. */
void heard(object speaker, string words) {
  gmcp_channel("say", speaker->query_cap_name(), words);
}

/** Does it want short room descriptions? */
void set_brief(int flag) { brief = flag; }
int query_brief() { return brief; }

/** Who told it something last, for `reply`. */
void set_heard_from(string name) { heard_from = name; }
string query_heard_from() { return heard_from; }

/** Seconds spent in the world, all logins together. */
int query_age() {
  return age + (entered ? time() - entered : 0);
}

string short() {
  string text = query_cap_name() + (title == "" ? "" : " " + title);

  return interactive(this_object()) ? text : text + " (a lifeless statue)";
}

string long() {
  object *things = filter(all_inventory(), (: $1->short() :));

  return sprintf("%s looks %s.\n%s", query_cap_name(),
    query_hp() * 2 < query_max_hp() ? "hurt" : "well",
    sizeof(things) ? sprintf("%s carries %s.\n", query_cap_name(), contents_text(things)) : "");
}

/* ---- output ------------------------------------------------------------ */

/** The message() efun delivers here. */
void receive_message(string kind, string text) {
  receive(text);
}

/** Columns of its window; 0 for no wrapping, as screen readers like it. */
int query_width() {
  mapping client = client_info(this_object());

  return !client || client["screen_reader"] ? 0 : client["cols"];
}

/** The driver asks for a prompt when it has shown everything else. */
void write_prompt() {
  write("> ");
}

/** Shows the room it is in. */
void look_around() {
  object room = environment();

  if (!room) write("You are nowhere at all.\n");
  else if (brief) write(capitalize(room->short()) + ".\n" + room->exits_text());
  else write(wrap(room->describe(this_object()), query_width()));
}

int move(mixed destination) {
  if (!::move(destination)) return 0;
  gmcp_room(environment());
  return 1;
}

int go(string direction) {
  object from = environment();

  if (!::go(direction)) return 0;
  if (environment() != from) look_around();
  return 1;
}

/* ---- input ------------------------------------------------------------- */

/**
 * Every line that is not asked for by input_to() comes by here first.
 * Signs that stand for verbs are spelt out: `'hello` is `say hello`.
 *
 * @returns {string} what to do instead
 */
string process_input(string line) {
  line = trim(line);
  if (line == "") return line;
  if (line[0] == '\'') return "say " + trim(line[1..]);
  if (line[0] == ':') return "emote " + trim(line[1..]);
  return line;
}

/**
 * The action behind all verbs that no object near claims for itself.
 */
int do_command(string arg) {
  return COMMAND_D->run(this_object(), query_verb(), arg);
}

/**
 * Does something as if it had been typed, for `force`.
 *
 * @returns {int} 1 when it was understood
 */
int obey(string line) {
  return !!command(process_input(line));
}

private void init_commands() {
  enable_commands();
  add_action("do_command", "", 1);
}

/* ---- save and restore -------------------------------------------------- */

private void note_kept() {
  object *things = filter(all_inventory(), (: $1->query_kept() :));

  kept = map(things, (: base_name($1) :));
  kept_state = map(things, (: $1->save_state() :));
}

private void give_kept() {
  for (int i = 0; i < sizeof(kept); i++) {
    object ob;

    if (catch(ob = new(kept[i])) || !ob) continue;
    ob->load_state(kept_state[i]);
    if (!ob->move(this_object())) ob->remove();
  }
}

/** Writes the body and what it keeps to its file. */
void save_me() {
  object room = environment();

  if (room && !clonep(room)) last_room = file_name(room);
  note_kept();
  age = query_age();
  if (entered) entered = time();
  assure_dir(dirname(player_save_file(query_name())));
  save_object(player_save_file(query_name()));
}

void autosave() {
  call_out("autosave", AUTOSAVE * 60);
  if (interactive(this_object())) save_me();
}

/**
 * Becomes the body of an account: reads its file, when there is one.
 * The login calls this once, before the connection arrives.
 */
void setup(string name) {
  if (strsrch(base_name(previous_object()), "/secure/") != 0) return;
  if (file_size(player_save_file(name) + __SAVE_EXTENSION__) > 0)
    restore_object(player_save_file(name), 1);
  set_name(name);
}

/* ---- coming and going -------------------------------------------------- */

private void greet(int last) {
  if (last) tell(sprintf("Welcome back, %s. You were here last on %s.", query_cap_name(), ctime(last)));
  else tell(sprintf("Welcome, %s. Type `help` when you are lost.", query_cap_name()));
}

/**
 * The connection is here.
 *
 * @param {int} is_new - 1 when the body was not in the world before
 * @param {int} last - time of the login before, 0 for the first
 */
void enter_world(int is_new, int last) {
  if (strsrch(base_name(previous_object()), "/secure/") != 0) return;
  entered = time();
  remove_call_out("link_lost");
  if (is_new) {
    init_commands();
    give_kept();
    gmcp_vitals(this_object());
    greet(last);
    if (catch(move(last_room)) || !environment()) move(VOID_ROOM);
    act("comes into the world.");
    call_out("autosave", AUTOSAVE * 60);
  } else {
    tell("You are back in your body.");
    act("is back.");
  }
  command("look");
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
  entered = 0;
  save_me();
  act("turns into a lifeless statue.");
  call_out("link_lost", LINK_PATIENCE * 60);
}

/** Leaves the world for good, saved. */
void remove() {
  save_me();
  foreach (object ob in all_inventory()) {
    if (ob->query_kept() || !ob->move(environment() || VOID_ROOM)) ob->remove();
  }
  ::remove();
}

void create() {
  ::create();
  set_max_hp(40);
}
