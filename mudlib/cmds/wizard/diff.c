#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

/** Lines looked ahead to find where two files agree again. */
#define AHEAD 60

/** How far on, in the one and the other, they agree again: ({ i, j }). */
private int *agreement(string *one, string *other, int i, int j) {
  for (int far = 1; far < AHEAD; far++)
    for (int k = 0; k <= far; k++) {
      if (i + k >= sizeof(one) && j + far - k >= sizeof(other)) return ({ k, far - k });
      if (i + k < sizeof(one) && j + far - k < sizeof(other) && one[i + k] == other[j + far - k]) return ({ k, far - k });
    }
  return ({ sizeof(one) - i, sizeof(other) - j });
}

private string *differences(string *one, string *other) {
  string *found = ({ });
  int i = 0, j = 0;

  while (i < sizeof(one) || j < sizeof(other)) {
    int *ahead;

    if (i < sizeof(one) && j < sizeof(other) && one[i] == other[j]) {
      i++;
      j++;
      continue;
    }
    ahead = agreement(one, other, i, j);
    for (int k = i; k < min(({ i + ahead[0], sizeof(one) })); k++) found += ({ sprintf("%4d - %s", k + 1, one[k]) });
    for (int k = j; k < min(({ j + ahead[1], sizeof(other) })); k++) found += ({ sprintf("%4d + %s", k + 1, other[k]) });
    i += ahead[0];
    j += ahead[1];
  }
  return found;
}

int main(string arg) {
  string *words = words_of(arg);
  string *texts;
  string *found;

  if (sizeof(words) != 2) return fail("diff ONE OTHER");
  texts = map(words, (: read_file(path_of($1)) :));
  if (member_array(0, texts) != -1) return fail("One of them cannot be read.");
  found = differences(explode(texts[0], "\n"), explode(texts[1], "\n"));
  this_player()->page(sizeof(found) ? implode(found, "\n") : "They are equal.");
  return 1;
}

string help() {
  return "diff ONE OTHER\n\nShows the lines in which two files differ: - of the one, + of the other.\n";
}
