#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

private string line_of(object body) {
  string role = role_of(body) || "";

  return rtrim(sprintf("  %-12s %-9s %-6s %s%s%s", body->query_cap_name(), role == "player" ? sprintf("level %d", body->query_level()) : role,
    query_idle(body) > 60 ? duration(query_idle(body)) : "", body->query_title(),
    body->query_away() ? " (away: " + body->query_away() + ")" : "", body->is_visible() ? "" : " (invisible)"));
}

/** Readers hear a list better as a sentence. */
private string sentence_of(object *bodies) {
  return sprintf("%d here now: %s.\n", sizeof(bodies), enumerate(sort_array(map(bodies, (: (string)$1->short() :)), 1)));
}

int main(string arg) {
  object me = this_player();
  object *bodies = filter(users(), (: environment($1) && ($1->is_visible() || wizardp($(me))) :));

  if (me->uses_reader()) write(sentence_of(bodies));
  else write(sprintf("%d here now:\n%s\n", sizeof(bodies), implode(sort_array(map(bodies, (: line_of($1) :)), 1), "\n")));
  return 1;
}

string help() {
  return "who\n\n"
    "Lists who is here, with role or level and how long each has been idle. See\n"
    "also: finger.\n";
}
