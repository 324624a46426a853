/**
 * Shows long texts a page at a time, back and forth. Bodies inherit it; a
 * body that wants everything at once overrides page_length() with 0.
 */
#pragma strict_types

#define HELP "-- %d more lines: return for more, b back, /WORD finds, q stops -- "

private nosave string *page_lines = ({ });
/** The first line that was not shown yet. */
private nosave int page_at = 0;
private nosave string page_word = "";

/** Lines on a page; 0 for no pages at all. */
int page_length() { return 22; }

int obey(string line);
protected void got_page_answer(string answer);

private void ask_page() {
  write(sprintf(HELP, sizeof(page_lines) - page_at));
  input_to("got_page_answer");
}

private void next_page() {
  int size = page_length();

  if (!size || sizeof(page_lines) - page_at <= size + 1) {
    write(implode(page_lines[page_at..], "\n") + "\n");
    page_lines = ({ });
    return;
  }
  write(implode(page_lines[page_at..page_at + size - 1], "\n") + "\n");
  page_at += size;
  ask_page();
}

private void page_back() {
  page_at = max(({ 0, page_at - 2 * page_length() }));
  next_page();
}

/** Goes on at the next line that has a word; no word is the one before. */
private void find_on_pages(string word) {
  // The page that was found begins with its line: behind that one.
  int from = word == "" ? max(({ 0, page_at - page_length() + 1 })) : page_at;

  if (word != "") page_word = lower_case(word);
  for (int i = from; i < sizeof(page_lines); i++) {
    if (strsrch(lower_case(page_lines[i]), page_word) == -1) continue;
    page_at = i;
    return next_page();
  }
  write("Not found.\n");
  ask_page();
}

/** Whatever is none of our answers leaves the pages, and is done. */
protected void got_page_answer(string answer) {
  answer = trim(answer);
  if (answer == "") return next_page();
  if (answer == "b") return page_back();
  if (answer[0] == '/') return find_on_pages(answer[1..]);
  page_lines = ({ });
  if (lower_case(answer) != "q") obey(answer);
}

/**
 * Shows a text.
 *
 * @param {string} text - any number of lines
 */
void page(string text) {
  if (text != "" && text[<1] == '\n') text = text[0..<2];
  page_lines = explode(text, "\n");
  page_at = 0;
  page_word = "";
  next_page();
}
