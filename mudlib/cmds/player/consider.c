#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

private string chances(int difference) {
  if (difference <= -3) return "would hardly notice you";
  if (difference < 0) return "is stronger than you";
  if (difference == 0) return "is a match for you";
  if (difference <= 3) return "is weaker than you";
  return "is no danger to you";
}

int main(string arg) {
  object who = find_somebody(arg);

  if (!who) return fail(arg ? "There is nobody of that name here." : "Consider whom?");
  return done(sprintf("%s %s, and is %s.", capitalize(who->the_short()),
    chances(this_player()->query_level() - who->query_level()), who->query_condition()));
}

string help() {
  return "consider SOMEBODY\n\nHow would a fight end? Says who is the stronger, and how they are. Also: con.\n";
}
