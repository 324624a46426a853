#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

private string line_of(mapping entry) {
  return sprintf("%4d %4dx %s  %s: %s", entry["id"], entry["count"], ctime(entry["last"])[4..15],
    entry["program"], trim(entry["error"]));
}

int main(string arg) {
  mapping entry;
  mapping *entries;

  if (arg && to_int(arg)) {
    entry = ERRORS_D->query_error(to_int(arg));
    if (!entry) return fail("There is no error of that number.");
    write(sprintf("%d times, first %s, last %s:\n%s", entry["count"], ctime(entry["first"]),
      ctime(entry["last"]), entry["text"]));
    return 1;
  }
  entries = filter(ERRORS_D->query_errors(), (: !$(arg) || strsrch($1["program"] + $1["error"], $(arg)) != -1 :));
  this_player()->page(sizeof(entries) ? implode(map(entries, (: line_of($1) :)), "\n") : "No such errors since the boot.");
  return 1;
}

string help() {
  return "errors\nerrors WORD\nerrors NUMBER\n\nLists the run-time errors since the boot, equal ones once, or those\nwhose program or text has a word; or shows one with its trace.\n";
}
