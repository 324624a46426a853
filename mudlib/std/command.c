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

/** Does it take hands? Then ghosts cannot do it. */
int needs_body() { return 0; }

/**
 * For `return fail("…")`: what was typed made no sense.
 */
protected int fail(string text) {
  notify_fail(text + "\n");
  return 0;
}

/** For `return done("…")`: what was typed was done, and this came of it. */
protected int done(string text) {
  write(text + "\n");
  return 1;
}

/**
 * For commands that do one thing to `thing`: says what was wrong, or tells
 * the player and those around that it was done.
 *
 * @param {string} fault why it could not be done; 0 when it was
 * @param {string} verb  "open"
 * @param {string} verbs "opens"
 */
protected int done_to(object thing, string fault, string verb, string verbs) {
  if (fault) return done(fault);
  this_player()->act(sprintf("%s %s.", verbs, thing->the_short()));
  return done(sprintf("You %s %s.", verb, thing->the_short()));
}

/**
 * Finds what a player carries.
 *
 * @param {string} word
 * @returns {object} or 0
 */
protected object find_carried(string word) {
  return word && present(lower_case(word), this_player());
}

/**
 * Finds what lies or stands here, as far as it can be seen.
 *
 * @param {string} word
 * @returns {object} or 0
 */
protected object find_here(string word) {
  object room = environment(this_player());
  object found = word && room && this_player()->can_see() && present(lower_case(word), room);

  return found && found->is_visible() ? found : 0;
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
  return find_carried(word) || find_here(word);
}

/** Finds somebody here, not oneself. */
protected object find_somebody(string word) {
  object found = find_here(word);

  return found && living(found) && found != this_player() ? found : 0;
}

/** A connected player of that name whom this_player() may know to be here, or 0. */
protected object find_connected(string name) {
  object found = name && find_player(lower_case(name));

  return found && interactive(found) && found->is_visible() ? found : 0;
}
