#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

private string entry_text(mixed *entry) {
  int size = entry[1];

  return sprintf("  %-32s %10s  %s", entry[0] + (size == -2 ? "/" : ""),
    size == -2 ? "" : size + "", ctime(entry[2]));
}

int main(string arg) {
  string *words = words_of(arg);
  int is_long = sizeof(words) && words[0] == "-l";
  string path = path_of(implode(is_long ? words[1..] : words, " "));
  mixed *entries;

  if (file_size(path) == -2) path += path == "/" ? "" : "/";
  entries = get_dir(path, -1);
  if (!entries || !sizeof(entries) && file_size(path) == -1) return fail(path + ": no such file.");
  if (!sizeof(entries)) return done("Empty.");
  if (is_long)
    this_player()->page(implode(map(entries, (: entry_text($1) :)), "\n"));
  else
    this_player()->page(sprintf("%-#78s", implode(map(entries, (: $1[0] + ($1[1] == -2 ? "/" : "") :)), "\n")));
  return 1;
}

string help() {
  return "ls [-l] [FILES]\n\nLists a directory, or the files of a pattern. -l adds sizes and times.\n";
}
