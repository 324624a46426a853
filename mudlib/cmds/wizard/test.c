#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  this_player()->page(TEST_D->run(arg ? program_of(arg) : "/tests"));
  return 1;
}

string help() {
  return "test\ntest FILE\ntest DIRECTORY\n\n"
    "Runs tests written in LPC, the library's own or yours, and shows the outcome as\n"
    "TAP. A directory must be called tests, or be below one. See `help testing`.\n";
}
