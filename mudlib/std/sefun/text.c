/**
 * Simul_efuns about words.
 */
#pragma strict_types

/** Characters that turn, hide or reorder the text after them on a screen. */
#define FORMAT_SIGNS ({ 0xad, 0x61c, 0x180e, 0x200b, 0x200e, 0x200f, 0x2028, 0x2029, 0x2060, 0xfeff })

/**
 * Puts `a` or `an` in front, unless there is an article or a name already.
 *
 * @example add_article("apple") == "an apple"
 */
string add_article(string noun) {
  string first = lower_case(explode(noun + " ", " ")[0]);

  if (member_array(first, ({ "a", "an", "the", "some", "your" })) != -1) return noun;
  if (noun != lower_case(noun)) return noun;
  return (strsrch("aeiou", noun[0..0]) != -1 ? "an " : "a ") + noun;
}

/**
 * Takes the article off: what a thing is called after `the`.
 *
 * @example strip_article("a brass lamp") == "brass lamp"
 */
string strip_article(string noun) {
  string *words = explode(noun, " ");

  if (sizeof(words) > 1 && member_array(lower_case(words[0]), ({ "a", "an", "the", "some" })) != -1)
    return implode(words[1..], " ");
  return noun;
}

/** How often each word is there: in the order of their first times. */
mapping tally(string *words) {
  mapping counts = ([ ]);

  foreach (string word in words) counts[word]++;
  return counts;
}

/**
 * A number of one thing, as a list has it.
 *
 * @example several("a lamp", 2) == "two lamps"
 */
string several(string what, int count) {
  return count == 1 ? what : query_num(count, 99) + " " + pluralize(strip_article(what));
}

/**
 * Joins words as people do.
 *
 * @example enumerate(({ "a", "b", "c" })) == "a, b and c"
 */
string enumerate(string *words) {
  if (sizeof(words) < 2) return implode(words, "");
  return implode(words[0..<2], ", ") + " and " + words[<1];
}

/**
 * Joins names as people do, equal ones counted.
 *
 * @example enumerate_counted(({ "a coin", "a lamp", "a coin" })) == "two coins and a lamp"
 */
string enumerate_counted(string *names) {
  mapping counts = tally(names);

  return enumerate(map(keys(counts), (: several($1, $(counts)[$1]) :)));
}

/**
 * A number of things in words.
 *
 * @example count_of(2, "mark") == "2 marks"
 */
string count_of(int number, string noun) {
  return number == 1 ? "1 " + noun : sprintf("%d %s", number, pluralize(noun));
}

/**
 * A duration for people: `2h 5m`, `40s`.
 *
 * @param {int} seconds
 */
string duration(int seconds) {
  if (seconds < 60) return seconds + "s";
  if (seconds < 3600) return seconds / 60 + "m";
  if (seconds < 86400) return sprintf("%dh %dm", seconds / 3600, seconds % 3600 / 60);
  return sprintf("%dd %dh", seconds / 86400, seconds % 86400 / 3600);
}

/**
 * Breaks long lines between words.
 *
 * @param {string} text - lines, each ended
 * @param {int} width - columns; below 20 nothing is broken
 */
string wrap(string text, int width) {
  string *lines = explode(text + "\n", "\n");

  if (width < 20) return text;
  return implode(map(lines, (: strlen($1) < $(width) ? $1 : sprintf("%-=*s", $(width) - 1, $1) :)), "\n");
}

private int is_plain(int c) {
  if (c < 0xa0) return c >= 32 && c < 127;
  if (c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x206f) return 0;
  return member_array(c, FORMAT_SIGNS) == -1;
}

/**
 * What a player typed, fit to be shown to others: no control characters,
 * so no terminal's escape codes, and nothing that turns the text around.
 *
 * @example plain_text("a\e[31mb") == "a[31mb"
 */
string plain_text(string text) {
  if (pcre_match(text, "^[ -~]*\\z")) return text;
  return implode(filter(explode(text, ""), (: is_plain($1[0]) :)), "");
}
