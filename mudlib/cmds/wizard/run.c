#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  mapping result;
  string text;

  if (!arg) return fail("Run which file?");
  text = read_file(path_of(arg));
  if (!text) return fail(path_of(arg) + " cannot be read.");
  result = SCRIPT_D->run_text(this_player(), text);
  if (result) show(sprintf("[%s] => ", result["cost"]), result["value"]);
  return 1;
}

string help() {
  return "run FILE\n\nRuns a file of statements as `eval` would: no functions, just what to do.\n";
}
