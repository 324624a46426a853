/**
 * What every command inherits: one file, one verb. main() gets what was
 * typed after the verb (0 when nothing was) and says whether that made
 * sense; help() is the page `help VERB` shows.
 */
#pragma strict_types

/** Words that say which of several is meant, and the ends of numbers that do. */
#define ORDINALS ({ "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth" })
#define ENDINGS ({ "st", "nd", "rd", "th" })

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
  notify_fail(wrap(text + "\n", this_player()->query_width()));
  return 0;
}

/** For `return done("…")`: what was typed was done, and this came of it. */
protected int done(string text) {
  write(wrap(text + "\n", this_player()->query_width()));
  return 1;
}

/**
 * For `return unfit(…)`: nothing was named, nothing of that name is here, or
 * it is no such thing.
 *
 * @param {string} verb - "open"
 * @param {string} arg - what was typed after it
 * @param {object} thing - what that is, or 0
 */
protected int unfit(string verb, string arg, object thing) {
  if (!arg) return fail(capitalize(verb) + " what?");
  if (!thing) return fail("There is no such thing here.");
  return fail(sprintf("You cannot %s %s.", verb, thing->the_short()));
}

/**
 * For commands that do one thing to something: says what was wrong, or tells
 * the player and those around that it was done.
 *
 * @param {string} what  "the chest"
 * @param {string} fault why it could not be done; 0 when it was
 * @param {string} verb  "open"
 * @param {string} verbs "opens"
 */
protected int done_to(string what, string fault, string verb, string verbs) {
  if (fault) return done(fault);
  this_player()->act(sprintf("%s %s.", verbs, what));
  return done(sprintf("You %s %s.", verb, what));
}

/** Which of several a word means: 2 for `second` and `2nd`, 0 for other words. */
private int ordinal_of(string word) {
  int number;
  string ending;

  if (sscanf(word, "%d%s", number, ending) == 2 && member_array(ending, ENDINGS) != -1) return max(({ number, 0 }));
  return member_array(word, ORDINALS) + 1;
}

/**
 * What people type for a thing as present() wants it: without an article,
 * and with its number behind.
 *
 * @example plain_name("the 2nd Lamp") == "lamp 2"
 */
protected string plain_name(string typed) {
  string *words = explode(strip_article(lower_case(trim(typed))), " ") - ({ "" });
  int number = sizeof(words) > 1 && ordinal_of(words[0]);

  return number ? sprintf("%s %d", implode(words[1..], " "), number) : implode(words, " ");
}

/**
 * How many marks out of the purse are meant: `3 marks`, `a mark`, `all
 * marks`. 0 when it is not about marks at all, below 0 when nobody has so many.
 */
protected int marks_meant(string typed) {
  string text = strip_article(lower_case(trim(typed)));

  if (pcre_match(text, "^-?\\d+ (silver )?(marks?|coins?)$")) return to_int(text) || -1;
  if (member_array(text, ({ "mark", "coin" })) != -1) return 1;
  return member_array(text, ({ "marks", "all marks", "coins", "all coins", "money" })) != -1 && this_player()->query_money();
}

/**
 * Finds what a player carries.
 *
 * @param {string} word
 * @returns {object} or 0
 */
protected object find_carried(string word) {
  return word && present(plain_name(word), this_player());
}

/** Finds what a player carries and can part with; only else what is worn or wielded. */
protected object find_spare(string word) {
  string name = word && plain_name(word);
  object *spare = filter(all_inventory(this_player()), (: $1->is_droppable() && $1->id($(name)) :));

  return sizeof(spare) ? spare[0] : find_carried(word);
}

/**
 * Finds what lies or stands here, as far as it can be seen.
 *
 * @param {string} word
 * @returns {object} or 0
 */
protected object find_here(string word) {
  object room = environment(this_player());
  object found = word && room && this_player()->can_see() && present(plain_name(word), room);

  return found && found->is_visible() ? found : 0;
}

/** Finds what lies in something, or 0. */
protected object find_in(string word, object place) {
  return present(plain_name(word), place);
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
