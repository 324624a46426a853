#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  int percent;

  if (arg && (sscanf(arg, "%d", percent) != 1 || percent < 0 || percent > 90))
    return fail("Wimpy at how many percent of your health? 0 to 90.");
  if (arg) this_player()->set_wimpy(percent);
  return done(sprintf("You run when you have less than %d percent of your health.", this_player()->query_wimpy()));
}

string help() {
  return "wimpy\nwimpy PERCENT\n\n"
    "Says, or sets, how badly you must be hurt to run out of a fight by yourself; 0\n"
    "for never.\n";
}
