#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

private string line_of(mixed *entry) {
  return sprintf("  %8.1fs  %s() in %O", to_float(entry[2]), functionp(entry[1]) ? "(function)" : entry[1] + "", entry[0]);
}

int main(string arg) {
  object target = arg && find_target(arg);
  mixed *found = filter(call_out_info(), (: $1[0] && (!$(arg) || $1[0] == $(target)) :));

  if (arg && !target) return fail("There is no such object.");
  if (!sizeof(found)) return fail("None wait.");
  this_player()->page(implode(map(sort_array(found, (: $1[2] < $2[2] ? -1 : $1[2] > $2[2] :)), (: line_of($1) :)), "\n"));
  return 1;
}

string help() {
  return "callouts [OBJECT]\n\n"
    "Lists the calls that wait for their time, the next one first. See also:\n"
    "heartbeats, jobs.\n";
}
