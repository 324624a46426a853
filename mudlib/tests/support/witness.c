/**
 * A body that remembers what it was shown: for tests of what people see.
 * Not a test itself: it has none, and nobody runs it.
 */
#pragma strict_types

inherit "/std/living";

private nosave string seen = "";

/** What it was shown since it was asked last. */
string query_seen() {
  string text = seen;

  seen = "";
  return text;
}

/** The driver's apply: text for a living without a connection. */
void catch_tell(string text) { seen += text; }

void create() {
  ::create();
  enable_commands();
}
