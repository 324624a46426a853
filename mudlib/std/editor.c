/**
 * The body's side of the driver's line editor: feeds it lines until it
 * ends.
 */
#pragma strict_types

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
