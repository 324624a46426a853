/**
 * A living that plays itself: it talks now and then, and answers.
 */
#pragma strict_types

inherit "/std/living";

/** Heart beats between two looks round. */
#define BEAT 3

private nosave int chat_chance = 0;
private nosave string *chats = ({ });
private nosave mapping answers = ([ ]);

/**
 * What it says or does unasked.
 *
 * @param {int} chance - percent, each few heart beats with people near
 * @param {string *} lines - said; one that starts with `:` is done
 */
void set_chats(int chance, string *lines) {
  chat_chance = chance;
  chats = lines;
}

/**
 * What it answers.
 *
 * @param {mapping} replies - a word to listen for, to what is said then
 */
void set_answers(mapping replies) { answers = copy(replies); }

/** It has a description where people have a name. */
string query_cap_name() { return capitalize(short()); }

private int is_watched() {
  object room = environment();

  return room && sizeof(filter(all_inventory(room), (: interactive($1) :))) > 0;
}

private void express(string line) {
  if (line[0] == ':') act(line[1..]);
  else speak(line);
}

void heart_beat() {
  if (!is_watched()) {
    set_heart_beat(0);
    return;
  }
  if (sizeof(chats) && random(100) < chat_chance) express(chats[random(sizeof(chats))]);
}

/** Somebody came in: wake up. */
void init() {
  if (interactive(this_player()) && sizeof(chats)) set_heart_beat(BEAT);
}

void heard(object speaker, string words) {
  if (!interactive(speaker)) return;
  words = lower_case(words);
  foreach (string word, string reply in answers) {
    if (strsrch(words, word) == -1) continue;
    call_out((: speak :), 1, reply);
    return;
  }
}

void create() {
  ::create();
  enable_commands();
}
