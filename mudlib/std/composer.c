/**
 * Asks for a text of several lines: letters, notes, reports. Commands and
 * boards inherit it.
 */
#pragma strict_types

/** Lines of one text. */
#define MOST_LINES 100

private void next_line(string *lines, function done) {
  write("] ");
  input_to("got_text_line", 0, lines, done);
}

protected void got_text_line(string line, string *lines, function done) {
  line = plain_text(line);
  if (line == "~q") {
    write("Given up.\n");
    return;
  }
  if (line != "." && sizeof(lines) < MOST_LINES) return next_line(lines + ({ line }), done);
  if (!sizeof(lines)) write("Nothing written.\n");
  else (*done)(implode(lines, "\n") + "\n");
}

/**
 * Reads a text from this_player().
 *
 * @param {function} done - called with the text; not when it was given up
 */
protected void compose(function done) {
  write("Write; a line with only a dot ends it, ~q gives it up.\n");
  next_line(({ }), done);
}
