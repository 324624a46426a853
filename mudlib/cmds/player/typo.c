#pragma strict_types

#include <globals.h>

inherit STD_NOTE;

protected string question() { return "What is spelt wrong?"; }

protected string log_name() { return "typos"; }

string help() {
  return "typo TEXT\n\nNotes a word that is spelt wrong, here or in what you just read, for\nthose who build it. See also: bug.\n";
}
