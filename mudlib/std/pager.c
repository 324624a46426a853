/**
 * Shows long texts a page at a time. Bodies inherit it; a body that wants
 * everything at once overrides page_length() with 0.
 */
#pragma strict_types

private nosave string *page_lines = ({ });

/** Lines on a page; 0 for no pages at all. */
int page_length() { return 22; }

int obey(string line);
private void next_page();

/** Anything but return leaves the pages; what is no `q` is done. */
protected void got_page_answer(string answer) {
  answer = trim(answer);
  if (answer == "") return next_page();
  page_lines = ({ });
  if (lower_case(answer) != "q") obey(answer);
}

private void next_page() {
  int size = page_length();

  if (!size || sizeof(page_lines) <= size + 1) {
    write(implode(page_lines, "\n") + "\n");
    page_lines = ({ });
    return;
  }
  write(implode(page_lines[0..size - 1], "\n") + "\n");
  page_lines = page_lines[size..];
  write(sprintf("-- %d more lines: return for more, q to stop -- ", sizeof(page_lines)));
  input_to("got_page_answer");
}

/**
 * Shows a text.
 *
 * @param {string} text - any number of lines
 */
void page(string text) {
  if (text != "" && text[<1] == '\n') text = text[0..<2];
  page_lines = explode(text, "\n");
  next_page();
}
