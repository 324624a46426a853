/**
 * The body of an AI planner: a wizard's tools without decorations. No
 * pages, no prompt text, short rooms; programs read its output.
 */
#pragma strict_types

inherit "/std/wizard";

/** No pages. */
int page_length() { return 0; }

/** The driver lets it go when nothing is asked of it. */
int query_idle_limit() { return 0; }

/** Programs read words. */
string paint(string kind, string text) { return text; }

/** Programs wait for the end of the output cycle, not for a sign. */
void write_prompt() { }

void create() {
  ::create();
  set_setting("brief", "on");
}
