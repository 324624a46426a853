/**
 * What `bug`, `typo` and `idea` inherit: a command that notes what a player
 * says, with the place, for those who build the world.
 */
#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

/** What is asked of a player who typed nothing behind the verb. */
protected string question();

/** The log, below /log. */
protected string log_name();

int main(string arg) {
  object me = this_player();
  object room = environment(me);

  if (!arg) return fail(question());
  log_file(log_name(), sprintf("%s in %s: %s", me->query_name(), room ? file_name(room) : "-", arg));
  return done("Thank you. It is noted, with the place where you are.");
}
