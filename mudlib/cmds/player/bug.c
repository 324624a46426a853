#pragma strict_types

#include <globals.h>

inherit STD_NOTE;

protected string question() { return "What is wrong here?"; }

protected string log_name() { return "bugs"; }

string help() {
  return "bug WHAT IS WRONG\n\nNotes a mistake in the world, for those who build it. See also: typo, idea.\n";
}
