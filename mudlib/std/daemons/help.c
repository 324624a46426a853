/**
 * Finds help pages: a command's own, then the files under /doc/help.
 */
#pragma strict_types

#include <globals.h>

inherit STD_DAEMON;

#define PAGES "/doc/help/"

/**
 * The page for a word.
 *
 * @param {string} topic
 * @param {string} role - whose commands are looked through
 * @returns {string} or 0 when there is none
 */
string page_for(string topic, string role) {
  string verb = COMMAND_D->full_verb(topic);
  string path = COMMAND_D->find_command(verb, role);

  if (path) return path->help();
  if (strsrch(topic, "/") != -1 || strsrch(topic, ".") != -1) return 0;
  return read_file(PAGES + lower_case(topic));
}

/** The topics that are not commands. */
string *query_topics() {
  return get_dir(PAGES) || ({ });
}
