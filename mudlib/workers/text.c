/**
 * What the workers that read texts share: words, sentences, counts.
 * Inherited; uses nothing but pure efuns.
 */
#pragma strict_types

/** English words that say nothing about a topic. */
private nosave mapping stop_words = ([ ]);

private void learn_stop_words() {
  foreach (string word in explode("a about after all also an and any are as at be because been before "
    "but by can could did do does for from had has have he her him his how i if in into is it its "
    "just more most my no not now of on one only or other our out over she so some such than that "
    "the their them then there these they this to too up us very was we were what when where which "
    "who why will with would you your", " "))
    stop_words[word] = 1;
}

protected int is_stop_word(string word) {
  if (!sizeof(stop_words)) learn_stop_words();
  return stop_words[word] || strlen(word) < 2;
}

private int is_word_sign(int c) {
  return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c > 127 || c == '\'';
}

/**
 * The words of a text, lower case, in order.
 */
protected string *words_of(string text) {
  string *words = ({ });
  int start = -1;
  int size;

  text = lower_case(text) + " ";
  size = strlen(text);
  for (int i = 0; i < size; i++) {
    if (is_word_sign(text[i])) {
      if (start < 0) start = i;
    } else if (start >= 0) {
      words += ({ text[start..i - 1] });
      start = -1;
    }
  }
  return words;
}

/** The sentences of a text, trimmed, without empty ones. */
protected string *sentences_of(string text) {
  text = replace_string(replace_string(replace_string(text, "\n", " "), "!", "."), "?", ".");
  return filter(map(explode(text, "."), (: trim($1) :)), (: $1 != "" :));
}

/** How often each element occurs. */
protected mapping count_of(string *words) {
  mapping counts = ([ ]);

  foreach (string word in words) counts[word]++;
  return counts;
}

/** All runs of `size` words, each as one string. */
protected string *grams_of(string *words, int size) {
  string *grams = ({ });

  for (int i = 0; i + size <= sizeof(words); i++) grams += ({ implode(words[i..i + size - 1], " ") });
  return grams;
}

/** Syllables of an English word, by its groups of vowels. */
protected int syllables_of(string word) {
  int groups = 0;
  int in_vowels = 0;

  foreach (int c in word) {
    int vowel = strsrch("aeiouy", sprintf("%c", c)) != -1;

    if (vowel && !in_vowels) groups++;
    in_vowels = vowel;
  }
  if (strlen(word) > 2 && word[<1] == 'e' && groups > 1) groups--;
  return groups || 1;
}

/** The sentence whose words score best on average. */
protected string summary_of(string *sentences, mapping scores) {
  string best = "";
  float best_score = -1.0;

  foreach (string sentence in sentences) {
    string *words = words_of(sentence);
    float sum = 0.0;

    foreach (string word in words) sum += scores[word];
    if (sizeof(words) && sum / sizeof(words) > best_score) {
      best_score = sum / sizeof(words);
      best = sentence;
    }
  }
  return best;
}
