/**
 * What is pinned to the bulletin boards, each in a file of its own. The
 * boards themselves are std/board.
 */
#pragma strict_types

#include <globals.h>
#include <roles.h>

inherit STD_DAEMON;

#define BOARDS "/save/daemons/boards"

/** Notes on a board; the oldest falls off. */
#define BOARD_SIZE 100
#define LONGEST_TITLE 60
#define LONGEST_TEXT 8000

/** The notes being saved or restored; their own variable because save_object() writes all. */
private mapping *notes = ({ });

private nosave mapping cache = ([ ]);

private mapping *load(string board) {
  if (cache[board]) return cache[board];
  notes = ({ });
  if (file_size(sprintf("%s/%s%s", BOARDS, board, __SAVE_EXTENSION__)) > 0)
    restore_object(sprintf("%s/%s", BOARDS, board), 1);
  cache[board] = notes;
  notes = ({ });
  return cache[board];
}

private void save(string board) {
  assure_dir(BOARDS);
  notes = cache[board];
  save_object(sprintf("%s/%s", BOARDS, board));
  notes = ({ });
}

/** Notes are pinned up and taken down at a board, by who stands there. */
private int from_board() {
  return this_player() && inherits(STD_BOARD + ".c", previous_object());
}

/**
 * The notes of a board, oldest first.
 *
 * @returns {mapping *} each with id, author, title, text, time
 */
mapping *query_notes(string board) { return copy(load(board)); }

/**
 * Pins a note up, for who typed it.
 *
 * @returns {string} 0 when it hangs, else why not
 */
string post(string board, string title, string text) {
  mapping *here = load(board);

  if (!from_board()) return "You are not there.";
  if (strlen(title) > LONGEST_TITLE) return sprintf("A title has at most %d characters.", LONGEST_TITLE);
  if (strlen(text) > LONGEST_TEXT) return sprintf("A note has at most %d characters.", LONGEST_TEXT);
  cache[board] = here[<(BOARD_SIZE - 1)..] + ({ ([
    "id": sizeof(here) ? here[<1]["id"] + 1 : 1, "author": this_player()->query_name(),
    "title": plain_text(title), "text": text, "time": time(),
  ]) });
  save(board);
  return 0;
}

/**
 * Takes a note down: its author may, and wizards.
 *
 * @returns {string} 0 when done, else why not
 */
string unpost(string board, int id) {
  mapping *found = filter(load(board), (: $1["id"] == $(id) :));

  if (!from_board() || !sizeof(found)) return "There is no such note.";
  if (found[0]["author"] != this_player()->query_name() && !wizardp(this_player())) return "That is not yours to take down.";
  cache[board] = load(board) - found;
  save(board);
  return 0;
}
