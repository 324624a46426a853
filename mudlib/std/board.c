/**
 * A bulletin board: anybody may read and pin up, and take down what is
 * theirs.
 */
#pragma strict_types

#include <globals.h>

inherit STD_OBJECT;
inherit "/std/composer";

private nosave string board = "general";

/** Under which name its notes are kept: one board may hang in two places. */
void set_board(string name) { board = name; }

private string line_of(mapping note) {
  return sprintf("%3d  %-12s %s  %s", note["id"], capitalize(note["author"]), strftime("%d %b", note["time"]), note["title"]);
}

/** What one reads on it: a line for each note. */
string query_reading() {
  mapping *notes = BOARD_D->query_notes(board);

  if (!sizeof(notes)) return "Nothing is pinned to it yet.";
  return implode(map(notes, (: line_of($1) :)), "\n");
}

/** What one sees on looking at it: whole lines. */
string long() {
  return ::long() + query_reading() + "\n`read NUMBER`, `post TITLE` and `unpost NUMBER` are for boards.\n";
}

/** `read NUMBER` shows a note; other things to read are the command's business. */
int do_read(string arg) {
  mapping *found = BOARD_D->query_notes(board);
  int number;

  if (!arg || !pcre_match(arg, "^(note )?\\d+$")) return 0;
  number = to_int(replace_string(arg, "note ", ""));
  found = filter(found, (: $1["id"] == $(number) :));
  if (!sizeof(found)) {
    write("There is no such note.\n");
    return 1;
  }
  this_player()->page(sprintf("%s, by %s, %s:\n%s", found[0]["title"], capitalize(found[0]["author"]),
    ctime(found[0]["time"]), found[0]["text"]));
  return 1;
}

private void pin_up(string title, string text) {
  string fault = BOARD_D->post(board, title, text);

  write(fault ? fault + "\n" : "You pin it to the board.\n");
  if (!fault) this_player()->act("pins a note to the board.");
}

/** `post TITLE` pins one up. */
int do_post(string title) {
  if (!title) return notify_fail("Post under which title?\n");
  compose((: pin_up($(title), $1) :));
  return 1;
}

/** `unpost NUMBER` takes one down. */
int do_unpost(string arg) {
  string fault = arg ? BOARD_D->unpost(board, to_int(arg)) : "Take down which number?";

  if (fault) return notify_fail(fault + "\n");
  write("You take it down.\n");
  return 1;
}

void init() {
  add_action("do_read", "read");
  add_action("do_post", "post");
  add_action("do_unpost", "unpost");
}

void create() {
  ::create();
  set_names(({ "board", "bulletin board", "notice board" }));
  set_short("a notice board");
  set_long("Planks, nails, and what people want each other to know.");
}
