/**
 * Words of a player's own that stand for longer ones.
 */
#pragma strict_types

/** Most aliases, and the longest: nobody needs more, and they are saved. */
#define MOST 50
#define LONGEST 200

private mapping aliases = ([ ]);

/** Word to what it stands for. */
mapping query_aliases() { return copy(aliases); }

/**
 * Makes a word stand for something.
 *
 * @param {string} word - letters only
 * @param {string} text - `$*` in it is what follows the word, `$1` to `$9`
 *   single words of that; 0 takes the alias away
 * @returns {string} 0 when done, else why not
 */
string set_alias(string word, string text) {
  if (!text) {
    if (!aliases[word]) return "You have no such alias.";
    map_delete(aliases, word);
    return 0;
  }
  if (!pcre_match(word, "^[a-z]{1,16}$")) return "An alias is one word of letters.";
  if (member_array(word, ({ "alias", "unalias", "quit" })) != -1) return "That word must keep its meaning.";
  if (strlen(text) > LONGEST) return "That is too long.";
  if (!aliases[word] && sizeof(aliases) >= MOST) return "You have aliases enough.";
  aliases[word] = text;
  return 0;
}

private string filled_in(string text, string rest) {
  string *words = explode(rest, " ") - ({ "" });

  if (strsrch(text, "$") == -1) return rest == "" ? text : text + " " + rest;
  for (int i = 1; i <= 9; i++)
    text = replace_string(text, "$" + i, i <= sizeof(words) ? words[i - 1] : "");
  return trim(replace_string(text, "$*", rest));
}

/** A line with its first word spelt out, once: aliases of aliases are not looked for. */
protected string expand_alias(string line) {
  string word, rest;

  if (sscanf(line, "%s %s", word, rest) != 2) {
    word = line;
    rest = "";
  }
  return aliases[word] ? filled_in(aliases[word], rest) : line;
}
