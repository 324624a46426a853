/**
 * Finds help: a command's own page, else a file under /doc/help. The first
 * line of such a file says what it is about: it stands in the index.
 */
#pragma strict_types

#include <globals.h>
#include <roles.h>

inherit STD_DAEMON;

#define PAGES "/doc/help/"

/** Columns of lists of words. */
#define LINE 78

/** Topics of /doc/help that only those who build need. */
#define FOR_BUILDERS ({ \
  "wizard", "building", "rooms", "npcs", "things", "quests_lpc", "testing", "adding_commands", \
  "waiting", "workers", "security", "planner", \
})

private int builds(string role) { return role != ROLE_PLAYER; }

/** The topics that are not commands, sorted. */
varargs string *query_topics(string role) {
  string *topics = sort_array(get_dir(PAGES) || ({ }), 1);

  return role && !builds(role) ? topics - FOR_BUILDERS : topics;
}

private string file_page(string topic) {
  if (strsrch(topic, "/") != -1 || strsrch(topic, ".") != -1) return 0;
  return read_file(PAGES + replace_string(lower_case(topic), " ", "_"));
}

private string feeling_page(string verb) {
  if (!SOUL_D->is_feeling(verb)) return 0;
  return sprintf("%s\n%s NAME\n%s ADVERB NAME\n\nA feeling: see `help emotes`.\n", verb, verb, verb);
}

/**
 * The page for a word.
 *
 * @param {string} topic
 * @param {string} role - whose commands are looked through
 * @returns {string} or 0 when there is none
 */
string page_for(string topic, string role) {
  string path = COMMAND_D->find_command(COMMAND_D->full_verb(topic), role);

  if (path) return path->help();
  return file_page(topic) || feeling_page(topic);
}

private string first_line(string topic) {
  return explode(read_file(PAGES + topic) || "\n", "\n")[0];
}

/** All there is, as a page. */
string index(string role) {
  mapping commands = COMMAND_D->query_commands(role);
  string text = "Topics:\n";

  foreach (string topic in query_topics(role)) text += sprintf("  %-16s %s\n", topic, first_line(topic));
  foreach (string dir in sort_array(keys(commands), 1))
    if (sizeof(commands[dir]))
      text += sprintf("\nCommands (%s):\n%s", explode(dir, "/")[1], wrap(implode(commands[dir], " ") + "\n", LINE));
  return text + "\n`feelings` lists what you can express, `channels` where you can talk.\n";
}

private int mentions(string page, string word) {
  return page && strsrch(lower_case(page), word) != -1;
}

/**
 * The topics and commands whose page has a word.
 *
 * @returns {string *} sorted
 */
string *search(string word, string role) {
  string *found = filter(query_topics(role), (: mentions(read_file(PAGES + $1), $(word)) :));

  word = lower_case(word);
  foreach (string dir, string *verbs in COMMAND_D->query_commands(role))
    foreach (string verb in verbs)
      if (mentions((dir + "/" + verb)->help(), word)) found += ({ verb });
  return sort_array(found, 1);
}
