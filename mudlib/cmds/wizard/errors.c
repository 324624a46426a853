#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

private string line_of(mapping entry) {
  return sprintf("%4d%s %4dx %s  %s: %s", entry["id"], ERRORS_D->is_fresh(entry["id"]) ? " " : "-", entry["count"],
    strftime("%Y-%m-%d %H:%M", entry["last"]), entry["program"], trim(entry["error"]));
}

private int show_one(int id) {
  mapping entry = ERRORS_D->query_error(id);

  if (!entry) return fail("There is no error of that number.");
  write(sprintf("%s, first %s, last %s:\n%s", count_of(entry["count"], "time"), ctime(entry["first"]),
    ctime(entry["last"]), entry["text"]));
  return 1;
}

private int show_list(string word) {
  mapping *entries = filter(ERRORS_D->query_errors(), (: !$(word) || strsrch($1["program"] + $1["error"], $(word)) != -1 :));

  if (!sizeof(entries)) return done(word ? "No errors with that in them." : "No errors.");
  this_player()->page(implode(map(entries, (: line_of($1) :)), "\n"));
  return 1;
}

int main(string arg) {
  string which;
  int gone;

  if (arg && to_int(arg)) return show_one(to_int(arg));
  if (!arg || sscanf(arg, "forget %s", which) != 1) return show_list(arg);
  if (which != "all" && !to_int(which)) return fail("errors forget NUMBER|all");
  gone = ERRORS_D->forget(to_int(which));
  return gone ? done(sprintf("%s forgotten.", capitalize(count_of(gone, "error")))) : fail("There is none, or it is not for you to do.");
}

string help() {
  return "errors\nerrors WORD\nerrors NUMBER\nerrors forget NUMBER|all\n\n"
    "Lists run-time errors, equal ones once, that which happened last at the end; or\n"
    "those whose program or text has a word; or shows one with its trace. They are\n"
    "remembered from one boot to the next: a `-` marks those that have not happened\n"
    "since this one. Admins make it forget what was mended.\n";
}
