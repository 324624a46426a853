/**
 * The soul: verbs of feeling, read from a file (std/data/emotes says how
 * they are written), with adverbs, and somebody they are meant for.
 */
#pragma strict_types

#include <globals.h>

inherit STD_DAEMON;

#define EMOTES "/std/data/emotes"
#define ADVERBS "/std/data/adverbs"

/** Words between verb and name that mean nothing by themselves. */
#define FILLERS ({ "at", "to", "with", "the", "on", "in", "for" })

private nosave mapping patterns = ([ ]);
private nosave string *adverbs = ({ });

private string *lines_of(string path) {
  return filter(explode(read_file(path) || "", "\n"), (: $1 != "" && $1[0] != '#' :));
}

/** Reads the files anew. */
void rehash() {
  patterns = ([ ]);
  foreach (string line in lines_of(EMOTES)) {
    string verb, pattern;

    if (sscanf(line, "%s: %s", verb, pattern) == 2) patterns[verb] = pattern;
  }
  adverbs = lines_of(ADVERBS);
}

/** The verbs there are, sorted. */
string *query_feelings() { return sort_array(keys(patterns), 1); }

/** The adverbs there are, sorted. */
string *query_adverbs() { return copy(adverbs); }

/** Is it a verb of feeling? */
int is_feeling(string verb) { return !!patterns[verb]; }

/** The adverb a word is, or is the beginning of; 0 for none. */
private string adverb_of(string word) {
  string *found = filter(adverbs, (: strsrch($1, $(word)) == 0 :));

  if (member_array(word, adverbs) != -1) return word;
  if (strlen(word) > 3 && word[<2..] == "ly") return word;
  return strlen(word) > 2 && sizeof(found) == 1 ? found[0] : 0;
}

/** `waves`, `cries` for those who watch; `wave`, `cry` for who does it. */
private string conjugated(string text, int is_you) {
  string before, ending, after, you, they;

  while (sscanf(text, "%s[%s]%s", before, ending, after) == 3) {
    if (sscanf(ending, "%s|%s", you, they) != 2) {
      you = "";
      they = ending;
    }
    text = before + (is_you ? you : they) + after;
  }
  return text;
}

private string slot_text(string slot, string how, string whom, int is_you) {
  string by_itself;

  if (slot == "their") return is_you ? "your" : "their";
  if (slot == "how") return how || "";
  if (sscanf(slot, "how:%s", by_itself) == 1) return how || by_itself;
  if (!whom) return "";
  return slot == "whom" ? whom : slot + " " + whom;
}

private string filled_in(string pattern, string how, string whom, int is_you) {
  string text = conjugated(pattern, is_you);
  string before, slot, after;

  while (sscanf(text, "%s{%s}%s", before, slot, after) == 3)
    text = before + slot_text(slot, how, whom, is_you) + after;
  return implode(explode(text, " ") - ({ "" }), " ") + ".";
}

/** What was typed after the verb: ([ "how", "whom" ]), or 0 with a notify_fail(). */
private mapping understood(object who, string arg) {
  mapping found = ([ ]);

  foreach (string word in explode(lower_case(arg || ""), " ") - ({ "" }) - FILLERS) {
    object target = word == "me" || word == "myself" ? who : environment(who) && present(word, environment(who));

    if (target && living(target)) found["whom"] = target;
    else if (adverb_of(word)) found["how"] = adverb_of(word);
    else {
      notify_fail(sprintf("There is nobody called %s here.\n", word));
      return 0;
    }
  }
  return found;
}

private string name_of(object whom, object who, int is_you) {
  if (!whom) return 0;
  if (whom == who) return is_you ? "yourself" : "themself";
  return whom->the_short();
}

/**
 * Shows a feeling to all who are there.
 *
 * @param {object} who
 * @param {string} verb
 * @param {string} arg - what was typed after it, or 0
 * @returns {int} 1, or 0 when it made no sense
 */
int feel(object who, string verb, string arg) {
  string pattern = patterns[verb];
  mapping found = pattern && understood(who, arg);
  object whom;
  string how, name;

  if (!found || !environment(who)) return 0;
  whom = found["whom"];
  how = found["how"];
  if (!whom && strsrch(pattern, "{whom}") != -1) {
    notify_fail(capitalize(verb) + " whom?\n");
    return 0;
  }
  name = capitalize(who->the_short()) + " ";
  who->tell("You " + filled_in(pattern, how, name_of(whom, who, 1), 1));
  if (whom && whom != who && !whom->ignores(who)) whom->tell(name + filled_in(pattern, how, "you", 0));
  who->voice(filled_in(pattern, how, name_of(whom, who, 0), 0), whom ? ({ whom }) : ({ }));
  return 1;
}

void create() {
  ::create();
  rehash();
}
