/**
 * The body's side of the driver's line editor: feeds it lines until it
 * ends.
 */
#pragma strict_types

/** Where text goes that was not written when the world stopped: beside the body's other files. */
#define RESCUED "dead.ed"

string query_home();
void tell(string text);

private nosave function editor_done = 0;

private void next_line();

private void finished() {
  function done = editor_done;

  editor_done = 0;
  if (done) (*done)();
}

protected void got_editor_line(string line) {
  string answer = ed_cmd(line);

  write(answer);
  next_line();
}

/** Asks for the next line: `:` for a command, `12.` for text. */
private void next_line() {
  int mode = query_ed_mode();

  if (mode == -1) return finished();
  write(mode > 0 ? sprintf("%4d. ", mode) : ":");
  input_to("got_editor_line");
}

/** After the connection was lost and is back: the editor waits where it was. */
protected void go_on_editing() {
  if (query_ed_mode() == -1) return;
  tell("You are still in the editor.");
  next_line();
}

/** The world stops: what was typed and not written is kept in a file of its own. The master calls this. */
void rescue_text() {
  if (strsrch(base_name(previous_object()), "/secure/") != 0 || query_ed_mode() == -1) return;
  if (query_ed_mode() > 0) ed_cmd(".");
  ed_cmd("q");
  // It goes only when there is nothing to lose.
  if (query_ed_mode() == -1) return;
  ed_cmd(sprintf("w %s/%s", query_home(), RESCUED));
  ed_cmd("Q");
  tell("What you had not written is in ~/" RESCUED ".");
}

/**
 * Starts editing.
 *
 * @param {string} file - absolute path; need not exist yet
 * @param {function} [done] - called when the editor is left
 */
varargs void start_editor(string file, function done) {
  if (query_ed_mode() != -1) {
    ed_cmd(".");
    ed_cmd("Q");
  }
  editor_done = done;
  write(ed_start(file));
  next_line();
}
