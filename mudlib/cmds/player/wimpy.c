#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  int percent;

  if (arg && (!pcre_match(arg, "^\\d+$") || to_int(arg) > 90))
    return fail("Wimpy at how many percent of your health? 0 to 90.");
  if (arg) this_player()->set_wimpy(to_int(arg));
  percent = this_player()->query_wimpy();
  return done(percent ? sprintf("You run when you have less than %d percent of your health.", percent) : "You never run by yourself.");
}

string help() {
  return "wimpy\nwimpy PERCENT\n\n"
    "Says, or sets, how badly you must be hurt to run out of a fight by yourself; 0\n"
    "for never.\n";
}
