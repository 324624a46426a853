/**
 * Finds out what is meant by a verb: a command's file, a way out, a channel
 * or a feeling. A role sees the command directories of its list, the first
 * one that has the verb wins.
 */
#pragma strict_types

#include <globals.h>
#include <roles.h>

inherit STD_DAEMON;

#define COMMAND_DIRS ({ "/cmds/player", "/cmds/wizard", "/cmds/planner", "/cmds/admin" })

private nosave mapping paths = ([
  ROLE_PLAYER: ({ "/cmds/player" }),
  ROLE_PLANNER: ({ "/cmds/planner", "/cmds/wizard", "/cmds/player" }),
  ROLE_WIZARD: ({ "/cmds/wizard", "/cmds/player" }),
  ROLE_ADMIN: ({ "/cmds/admin", "/cmds/wizard", "/cmds/player" }),
]);

/** Short forms everybody has. */
private nosave mapping short_forms = ([
  "l": "look", "i": "inventory", "inv": "inventory", "x": "look",
  "examine": "look", "ex": "look", "take": "get", "unwield": "remove", "'": "say", ":": "emote",
  "n": "north", "s": "south", "e": "east", "w": "west", "u": "up", "d": "down",
  "ne": "northeast", "nw": "northwest", "se": "southeast", "sw": "southwest",
  "eq": "equipment", "k": "kill", "con": "consider", "sc": "score", "h": "help", "?": "help",
  "people": "users", "vars": "dump", "destruct": "dest", "inherit": "inherits",
]);

/** Ways there often are: what is typed and is one of them was not a misspelt verb. */
private nosave string *directions = ({
  "north", "south", "east", "west", "up", "down", "northeast", "northwest", "southeast", "southwest",
  "in", "out", "enter", "leave",
});

/** directory -> ([ verb: path ]) */
private nosave mapping verbs = ([ ]);

/**
 * Looks at the directories anew; call it after adding a command.
 */
void rehash() {
  verbs = ([ ]);
  foreach (string dir in COMMAND_DIRS) {
    verbs[dir] = ([ ]);
    foreach (string file in get_dir(dir + "/*.c") || ({ }))
      verbs[dir][file[0..<3]] = dir + "/" + file[0..<3];
  }
}

/** The full form of a verb: `north` of `n`. */
string full_verb(string verb) {
  return short_forms[verb] || verb;
}

/**
 * The file of a verb.
 *
 * @param {string} verb - in full
 * @param {string} role
 * @returns {string} a path without `.c`, or 0
 */
string find_command(string verb, string role) {
  foreach (string dir in paths[role] || paths[ROLE_PLAYER])
    if (verbs[dir][verb]) return verbs[dir][verb];
  return 0;
}

/**
 * The verbs a role has.
 *
 * @returns {mapping} directory to sorted array of verbs
 */
mapping query_commands(string role) {
  mapping found = ([ ]);

  foreach (string dir in paths[role] || paths[ROLE_PLAYER])
    found[dir] = sort_array(keys(verbs[dir]), 1);
  return found;
}

private int run_command(string path, object who, string arg) {
  if (who->is_ghost() && path->needs_body()) {
    notify_fail("A ghost has no hands for that. (`help death`)\n");
    return 0;
  }
  return path->main(arg);
}

private int say_on(string channel, string words) {
  string fault = CHANNEL_D->send(channel, words);

  if (fault) notify_fail(fault + "\n");
  return !fault;
}

/** A verb that is one slip of the finger away, or 0. */
private string similar_verb(string verb, string role) {
  if (strlen(verb) < 3 || strlen(verb) > 20) return 0;
  foreach (string dir, string *found in query_commands(role))
    foreach (string other in found)
      if (other[0] == verb[0] && string_difference(verb, other) == 1) return other;
  return 0;
}

private int no_such_verb(string verb, string role) {
  string other = similar_verb(verb, role);

  // Something near knows the verb, and has said what was wrong.
  if (query_notify_fail()) return 0;
  notify_fail(other ? sprintf("What? Did you mean `%s`?\n", other) : "What? (`commands` lists what you can do.)\n");
  return 0;
}

private int no_such_way(object who, string direction) {
  who->gmcp_no_way(direction);
  notify_fail("You cannot go that way.\n");
  return 0;
}

/**
 * Does what somebody typed: a command of their role, else a way out of
 * the room, else something for a channel, else a feeling.
 *
 * @param {object} who - this_player(), as a rule
 * @param {string} verb
 * @param {string} arg - 0 when there is none
 * @returns {int} 1 when it was understood
 */
int run(object who, string verb, string arg) {
  string full = full_verb(verb);
  string path = find_command(full, role_of(who) || ROLE_PLAYER);

  if (path) return run_command(path, who, arg);
  if (who->go(full)) return 1;
  if (member_array(full, directions) != -1) return no_such_way(who, full);
  if (CHANNEL_D->is_channel(full, who)) return say_on(full, arg);
  if (SOUL_D->is_feeling(full)) return SOUL_D->feel(who, full, arg);
  return no_such_verb(full, role_of(who) || ROLE_PLAYER);
}

void create() {
  ::create();
  rehash();
}
