#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  string whom, topic;
  object who;

  if (!arg || sscanf(arg, "%s about %s", whom, topic) != 2) return fail("Ask whom about what?");
  who = find_somebody(whom);
  if (!who) return fail("There is nobody of that name here.");
  write(sprintf("You ask %s about %s.\n", who->the_short(), topic));
  this_player()->voice(sprintf("asks %s about %s.", who->the_short(), topic));
  if (interactive(who)) return 1;
  who->asked(this_player(), lower_case(topic));
  return 1;
}

string help() {
  return "ask SOMEBODY about SOMETHING\n\nThose who live here know things: `ask crier about tower`.\n";
}
