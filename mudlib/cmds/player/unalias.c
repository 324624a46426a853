#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  string fault = arg ? this_player()->set_alias(lower_case(arg), 0) : "Which word?";

  return fault ? fail(fault) : done("It means itself again.");
}

string help() {
  return "unalias WORD\n\nTakes an alias away. See also: alias.\n";
}
