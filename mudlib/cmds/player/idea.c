#pragma strict_types

#include <globals.h>

inherit STD_NOTE;

protected string question() { return "What is your idea?"; }

protected string log_name() { return "ideas"; }

string help() {
  return "idea TEXT\n\nNotes what would make this a better place, for\nthose who build it. See also: bug.\n";
}
