/**
 * Reads pages, or a text, and says what they are about: words, phrases,
 * readability, and a score for each topic word.
 *
 *   object w = clone_distributed("gem-pointer://wiki/workers/web_scout");
 *   w->analyze_data("Latest AI architectures");      // the text itself
 *   w->analyze_data("https://example.org/news");     // the page, fetched
 *
 * Told where to look, it looks there for every topic: %s is the topic.
 *
 *   mapping config = ([ "args": ({ "https://example.org/search?q=%s" }) ]);
 *   object w = clone_distributed("gem-pointer://wiki/workers/web_scout", config);
 *   w->analyze_data("Latest AI architectures");      // what was found
 *
 * It fetches through the node it runs on, which allows what its operator
 * has listed in node.egress, and nothing by default.
 */
#pragma strict_types

inherit __DIR__ "text";
inherit __DIR__ "html";

/** Characters of all pages that are analysed. */
#define MAX_TEXT 200000
/** Pages of one question. */
#define MAX_PAGES 16

/** Where it looks for a topic; none: it reads the topic itself. */
private string *sources = ({ });

/** @param {string} where - URLs with %s for the topic */
varargs void create(string where...) {
  sources = filter(where || ({ }), (: stringp($1) :))[0..MAX_PAGES - 1];
}

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

private mapping analyze_text(string topic, string text) {
  string *sentences = sentences_of(text);
  string *words = words_of(text);
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

private int is_url(string text) {
  return (strsrch(text, "http://") == 0 || strsrch(text, "https://") == 0) && strsrch(text, " ") < 0;
}

/** A topic as it stands in a URL. */
private string url_encode(string text) {
  string out = "";

  foreach (int byte in string_encode(text, "utf-8")) {
    if (byte >= 'a' && byte <= 'z' || byte >= 'A' && byte <= 'Z' || byte >= '0' && byte <= '9' || strsrch("-_.~", sprintf("%c", byte)) >= 0)
      out += sprintf("%c", byte);
    else
      out += sprintf("%%%02X", byte);
  }
  return out;
}

/**
 * Fetches a page and takes it apart.
 *
 * @returns {mapping} url (where it came from in the end), status, title,
 *   description, headings, links (each ([ url, text ])), text
 * @errors when the node refuses, nobody answers, or the status is an error
 */
mapping fetch(string url) {
  mapping answer = http_request(url, ([ "headers": ([ "accept": "text/html, text/plain;q=0.8" ]) ]));
  mapping page;

  if (answer["status"] >= 400) error(sprintf("%s answered %d.\n", url, answer["status"]));
  if (strsrch(answer["headers"]["content-type"] || "text/html", "html") >= 0)
    page = parse_html(answer["body"], answer["url"]);
  else
    page = ([ "title": "", "description": "", "headings": ({ }), "links": ({ }), "text": answer["body"] ]);
  return page + ([ "url": answer["url"], "status": answer["status"] ]);
}

/** What it found at some URLs, put together. */
private mapping analyze_pages(string topic, string *urls) {
  mapping *pages = ({ });
  mapping failed = ([ ]);
  string text = "";

  foreach (string url in urls) {
    mapping page = 0;
    string e = catch (page = fetch(url));

    if (e) failed[url] = trim(e);
    else pages += ({ page });
  }
  // All of them: then nobody has looked, and that is no answer.
  if (!sizeof(pages) && sizeof(failed)) error(sprintf("No page could be read: %s\n", implode(values(failed), " ")));
  foreach (mapping page in pages) text += page["title"] + ".\n" + page["text"] + "\n";
  return analyze_text(topic, text[0..MAX_TEXT - 1]) + ([
    "pages": map(pages, (: ([ "url": $1["url"], "title": $1["title"], "description": $1["description"],
      "headings": $1["headings"], "links": $1["links"], "size": strlen($1["text"]) ]) :)),
    "failed": failed,
  ]);
}

/**
 * Analyses a text, a page, or what its sources know of a topic.
 *
 * @param {string} topic - a question, a text, or the URL of a page
 * @returns {mapping} topic, words, distinct, sentences, frequencies,
 *   bigrams, keywords and phrases (each an array of ([ text, score ])),
 *   reading_ease, diversity, summary; of pages also pages (each ([ url,
 *   title, description, headings, links, size ])) and failed (URL to why)
 */
mapping analyze_data(string topic) {
  if (is_url(topic)) return analyze_pages(topic, ({ topic }));
  if (sizeof(sources)) return analyze_pages(topic, map(sources, (: replace_string($1, "%s", url_encode($(topic))) :)));
  return analyze_text(topic, topic);
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
