/**
 * What every command inherits: one file, one verb. main() gets what was
 * typed after the verb (0 when nothing was) and says whether that made
 * sense; help() is the page `help VERB` shows.
 */
#pragma strict_types

/**
 * Runs it for this_player().
 *
 * @param {string} arg
 * @returns {int} 1 when done; 0 after notify_fail()
 */
int main(string arg) {
  error(base_name(this_object()) + " has no main().\n");
}

/** The page of `help`: a line with the forms, then what it does. */
string help() {
  return "Nobody wrote this page.\n";
}

/**
 * For `return fail("…")`: what was typed made no sense.
 */
protected int fail(string text) {
  notify_fail(text + "\n");
  return 0;
}

/**
 * Finds what a player means: something carried, then something here.
 *
 * @param {string} word
 * @returns {object} or 0
 */
protected object find_thing(string word) {
  object me = this_player();

  word = lower_case(word);
  if (word == "me" || word == "myself") return me;
  if (word == "here") return environment(me);
  return present(word, me) || (environment(me) && present(word, environment(me)));
}
