/**
 * Quests: which there are, who is how far, and what one gets for it. A
 * quest is a file in /domains/NAME/quests (std/quest); the players' bodies
 * keep their own stages.
 */
#pragma strict_types

#include <globals.h>

inherit STD_DAEMON;

private nosave mapping quests = ([ ]);

/** Looks for quests anew. */
void rehash() {
  quests = ([ ]);
  foreach (string domain in get_dir("/domains/*") || ({ }))
    foreach (string file in get_dir(sprintf("/domains/%s/quests/*.c", domain)) || ({ })) {
      string path = sprintf("/domains/%s/quests/%s", domain, file[0..<3]);
      object quest;

      if (!catch(quest = load_object(path)) && quest) quests[file[0..<3]] = path;
    }
}

/** The names of all quests, sorted. */
string *query_quests() { return sort_array(keys(quests), 1); }

/** The object of a quest, or 0. */
object query_quest(string name) {
  return quests[name] && load_object(quests[name]);
}

/** Only the domains' own code says who has done what. */
private int is_trusted(object caller) {
  string path = caller && base_name(caller);

  return path && (strsrch(path, "/domains/") == 0 || strsrch(path, "/secure/") == 0) || MASTER_OB->is_admin_acting();
}

private void finish(object who, object quest) {
  log_file("quests", sprintf("%s finished %s", who->query_name(), quest->query_title()));
  who->tell(who->paint("good", sprintf("You have finished a quest: %s.", quest->query_title())));
  who->add_experience(quest->query_experience());
  who->add_money(quest->query_money());
  who->save_me();
}

/**
 * Somebody gets on with a quest. Nobody goes back, or on without having
 * begun: who finds things out before being asked is told nothing yet.
 *
 * @param {object} who - a player
 * @param {string} name - the quest's file name
 * @param {int} stage - from 1; the last one ends it
 * @returns {int} 1 when that was news
 */
int advance(object who, string name, int stage) {
  object quest = query_quest(name);

  if (!quest || !who || !is_trusted(previous_object())) return 0;
  if (stage <= who->query_deed(name) || stage > quest->query_last_stage()) return 0;
  if (stage > 1 && !who->query_deed(name)) return 0;
  who->set_deed(name, stage);
  if (stage == quest->query_last_stage()) finish(who, quest);
  else who->tell(who->paint("good", "Your quest log has something new. (`quests`)"));
  return 1;
}

/** Has somebody come so far? */
int has_reached(object who, string name, int stage) {
  return who && who->query_deed(name) >= stage;
}

/**
 * Somebody's quest log.
 *
 * @returns {string} lines
 */
string log_of(object who) {
  string *lines = ({ });

  foreach (string name in query_quests()) {
    object quest = query_quest(name);
    int stage = who->query_deed(name);

    if (!stage) continue;
    lines += ({ sprintf("%s%s\n  %s", quest->query_title(),
      stage == quest->query_last_stage() ? " (finished)" : "", quest->query_stage_text(stage)) });
  }
  return sizeof(lines) ? implode(lines, "\n") + "\n" : "You have begun no quest yet. People here may have something to ask.\n";
}

void create() {
  ::create();
  rehash();
}
