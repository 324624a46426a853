/**
 * Reads a text and says what it is about: words, phrases, readability, and
 * a score for each topic word. Give it the text itself, or a question; it
 * asks no network and no world, so it runs in any vault.
 *
 *   object w = clone_distributed("gem-pointer://wiki/workers/web_scout");
 *   mapping m = w->analyze_data("Latest AI architectures");
 */
#pragma strict_types

inherit __DIR__ "text";

/** Phrases returned, best first. */
#define TOP 10
/** Longest phrase, in words. */
#define MAX_GRAM 4

/** What a word is worth: long and rare words carry the topic. */
private float weight_of(string word, int count, int total) {
  float rarity = 1.0 - to_float(count) / (total + 1);

  return (1.0 + strlen(word) / 5.0) * (0.5 + rarity) * (1.0 + log(to_float(count)));
}

/**
 * Runs of words without stop words between them, which is what names and
 * terms look like.
 *
 * @returns {mapping} phrase to number of times
 */
private mapping candidate_phrases(string *sentences) {
  mapping found = ([ ]);

  foreach (string sentence in sentences) {
    string *run = ({ });

    foreach (string word in words_of(sentence) + ({ "" })) {
      if (word != "" && !is_stop_word(word)) {
        run += ({ word });
        continue;
      }
      for (int size = 1; size <= sizeof(run) && size <= MAX_GRAM; size++)
        for (int at = 0; at + size <= sizeof(run); at++)
          found[implode(run[at..at + size - 1], " ")]++;
      run = ({ });
    }
  }
  return found;
}

private float phrase_score(string phrase, int count, mapping scores) {
  string *words = explode(phrase, " ");
  float sum = 0.0;

  foreach (string word in words) sum += scores[word];
  return sum * count / sqrt(to_float(sizeof(words)));
}

private mapping word_scores(mapping counts, int total) {
  mapping scores = ([ ]);

  foreach (string word, int count in counts)
    if (!is_stop_word(word)) scores[word] = weight_of(word, count, total);
  return scores;
}

/** Better scores first; equal ones by the alphabet, so that answers do not vary. */
private int by_score(string a, string b, mapping scores) {
  if (scores[a] == scores[b]) return strcmp(a, b);
  return scores[a] > scores[b] ? -1 : 1;
}

private mapping *ranked(mapping scores) {
  string *order = sort_array(keys(scores), (: by_score($1, $2, $(scores)) :));

  return map(order[0..TOP - 1], (: ([ "text": $1, "score": $(scores)[$1] ]) :));
}

/** Flesch's reading ease: 100 is a children's book, 0 a statute. */
private float reading_ease(string *words, int sentences) {
  int syllables = 0;

  if (!sizeof(words) || !sentences) return 0.0;
  foreach (string word in words) syllables += syllables_of(word);
  return 206.835 - 1.015 * sizeof(words) / sentences - 84.6 * syllables / sizeof(words);
}

/**
 * Analyses a text.
 *
 * @param {string} topic - a question, a page, a book
 * @returns {mapping} topic, words, distinct, sentences, frequencies,
 *   bigrams, keywords and phrases (each an array of ([ text, score ])),
 *   reading_ease, diversity, summary
 */
mapping analyze_data(string topic) {
  string *sentences = sentences_of(topic);
  string *words = words_of(topic);
  mapping counts = count_of(words);
  mapping scores = word_scores(counts, sizeof(words));
  mapping phrases = ([ ]);

  foreach (string phrase, int count in candidate_phrases(sentences))
    phrases[phrase] = phrase_score(phrase, count, scores);
  return ([
    "topic": topic[0..79],
    "words": sizeof(words),
    "distinct": sizeof(counts),
    "sentences": sizeof(sentences),
    "frequencies": counts,
    "bigrams": count_of(grams_of(words, 2)),
    "keywords": ranked(scores),
    "phrases": ranked(phrases),
    "reading_ease": reading_ease(words, sizeof(sentences)),
    "diversity": sizeof(words) ? to_float(sizeof(counts)) / sizeof(words) : 0.0,
    "summary": summary_of(sentences, scores),
  ]);
}

/**
 * How alike two texts are, by the words they share: cosine of their counts.
 *
 * @returns {float} 0.0 to 1.0
 */
float compare(string a, string b) {
  mapping one = count_of(words_of(a));
  mapping two = count_of(words_of(b));
  float dot = 0.0, size_one = 0.0, size_two = 0.0;

  foreach (string word, int count in one) {
    size_one += count * count;
    dot += count * two[word];
  }
  foreach (string word, int count in two) size_two += count * count;
  return size_one == 0.0 || size_two == 0.0 ? 0.0 : dot / sqrt(size_one * size_two);
}
