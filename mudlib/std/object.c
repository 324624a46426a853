/**
 * Anything that is somewhere: it has names, looks like something, and can
 * be moved.
 */
#pragma strict_types

private nosave string short_text = 0;
private nosave string long_text = "There is nothing special about it.\n";
private nosave string reading = 0;
private nosave string *names = 0;

/** What it is called before anybody named it: its file, so that /players/ann/orc is an orc. */
private string file_word() {
  return replace_string(lower_case(explode(base_name(), "/")[<1]), "_", " ");
}

/**
 * What it is called in a list, without a full stop: `a brass lamp`.
 */
void set_short(string text) { short_text = text; }

/** What it is called in a list; 0 keeps it out of lists. */
string short() { return short_text || add_article(file_word()); }

/** What it is called when everybody knows which one: `the brass lamp`. */
string the_short() {
  string text = short() || "something";

  return text == lower_case(text) ? "the " + strip_article(text) : text;
}

/**
 * What one sees on looking at it.
 *
 * @param {string} text - whole sentences; a line end is added if missing
 */
void set_long(string text) {
  long_text = text == "" || text[<1] != '\n' ? text + "\n" : text;
}

/** What one sees on looking at it: whole lines. */
string long() { return long_text; }

/**
 * What one reads on it.
 *
 * @param {string} text - 0 for nothing
 */
void set_reading(string text) { reading = text; }

/** What one reads on it, or 0. */
string query_reading() { return reading; }

/**
 * The words it answers to.
 *
 * @param {string *} words - lower case; the first is its plain name
 */
void set_names(string *words) { names = map(words, (: lower_case($1) :)); }

/** The words it answers to, its plain name first. */
string *query_names() { return names ? copy(names) : ({ file_word() }); }

/** Does it answer to this word? The driver's present() asks. */
int id(string word) {
  return stringp(word) && member_array(lower_case(word), query_names()) != -1;
}

/** May it be picked up? Items say yes. */
int is_gettable() { return 0; }

/** Is it an object that lists show? Connections without bodies are not. */
int is_visible() { return 1; }

/** The light it gives: 1 and more make a dark room bright. */
int query_light() { return 0; }

/** Pounds. What is nobody's to carry weighs nothing that matters. */
int query_weight() { return 0; }

/**
 * Moves it, and tells both places.
 *
 * @param {object | string} destination
 * @returns {int} 1 when it is there now
 */
int move(mixed destination) {
  object target = stringp(destination) ? load_object(destination) : destination;
  object from = environment();

  if (!target || target == this_object() || !target->accepts(this_object())) return 0;
  move_object(target);
  if (environment() != target) return 0;
  if (from && from != target) from->left(this_object());
  if (from != target) target->entered(this_object());
  return 1;
}

/** Takes it out of the world. Heirs tidy up first, then call this. */
void remove() {
  if (environment()) environment()->left(this_object());
  destruct(this_object());
}

void create() { }
