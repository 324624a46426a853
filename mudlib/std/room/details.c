/**
 * What can be looked at, read, smelt and listened to in a room, though it
 * is no object.
 */
#pragma strict_types

private nosave mapping details = ([ ]);
private nosave mapping readings = ([ ]);
private nosave string smell = 0;
private nosave string sound = 0;

private mapping by_word(mapping texts) {
  mapping found = ([ ]);

  foreach (mixed words, string text in texts)
    foreach (string word in arrayp(words) ? words : ({ words })) found[word] = text;
  return found;
}

/**
 * Things one can look at.
 *
 * @param {mapping} seen - word, or array of words, to a description
 */
void set_details(mapping seen) { details = by_word(seen); }

/** The description of a detail, or 0. */
string query_detail(string word) { return details[lower_case(word)]; }

/** The words of all details: for tests and the curious. */
string *query_details() { return keys(details); }

/**
 * Things one can read.
 *
 * @param {mapping} texts - word, or array of words, to what it says
 */
void set_readings(mapping texts) { readings = by_word(texts); }

/** What a detail says when read, or 0. */
string query_detail_reading(string word) { return readings[lower_case(word)]; }

/** What it smells of, and sounds like: sentences, or 0. */
void set_senses(string smells, string sounds) {
  smell = smells;
  sound = sounds;
}

/** What it smells of: a sentence, or 0. */
string query_smell() { return smell; }

/** What it sounds like: a sentence, or 0. */
string query_sound() { return sound; }
