/**
 * Counts words. The smallest worker that is of use; copy it to begin one.
 *
 *   object w = clone_distributed("gem-pointer://wiki/workers/word_count");
 *   w->count("a rose is a rose");      // ([ "a": 2, "rose": 2, "is": 1 ])
 */
#pragma strict_types

inherit __DIR__ "text";

/** Words seen by all calls of this worker. */
private int total = 0;

/**
 * Counts the words of a text.
 *
 * @returns {mapping} word to number
 */
mapping count(string text) {
  string *words = words_of(text);

  total += sizeof(words);
  return count_of(words);
}

/** The words counted since the worker was made: it keeps its variables. */
int query_total() { return total; }
