/**
 * Simul_efuns about words.
 */
#pragma strict_types

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
 * Joins words as people do.
 *
 * @example enumerate(({ "a", "b", "c" })) == "a, b and c"
 */
string enumerate(string *words) {
  if (sizeof(words) < 2) return implode(words, "");
  return implode(words[0..<2], ", ") + " and " + words[<1];
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

/**
 * What a player typed, fit to be shown to others: no control characters.
 */
string plain_text(string text) {
  return implode(filter(explode(text, ""), (: $1[0] >= 32 && $1[0] != 127 :)), "");
}
