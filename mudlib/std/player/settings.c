/**
 * What a player has set to taste, and what follows from it: width, pages,
 * colours.
 */
#pragma strict_types

#include <globals.h>

/** Lines of a page before the player sets them. */
#define PAGE 22
/** Kinds of connections whose text is ANSI by definition. */
#define COLOURFUL_KINDS ({ "terminal", "gmcp", "json" })
/** Terminals that know colours, as their names begin. */
#define COLOURFUL "^(ansi|xterm|rxvt|screen|tmux|linux|vt2|mudlet|tintin|blightmud)"

private mapping settings = ([ ]);

/** The value of a setting; 0 when there is no such one. */
string query_setting(string name) {
  return settings[name] || SETTINGS_D->default_of(name);
}

/**
 * Sets one.
 *
 * @returns {int} 1, or 0 when there is no such setting or value
 */
int set_setting(string name, string value) {
  if (!SETTINGS_D->is_value(name, value)) return 0;
  settings[name] = value;
  return 1;
}

/** Does it want short room descriptions? */
int query_brief() { return query_setting("brief") == "on"; }

/** Does it hear what it reads? */
int uses_reader() {
  mapping client = client_info(this_object());

  if (query_setting("reader") != "auto") return query_setting("reader") == "on";
  return client && client["screen_reader"];
}

/** Columns of its window; 0 for no wrapping, as screen readers like it. */
int query_width() {
  mapping client = client_info(this_object());

  return !client || uses_reader() ? 0 : client["cols"];
}

/** Lines on a page; 0 for no pages at all. */
int page_length() {
  if (!settings["page"]) return uses_reader() ? 0 : PAGE;
  return to_int(settings["page"]);
}

private int shows_colours() {
  mapping client;

  if (settings["colour"] == "off" || settings["reader"] == "on") return 0;
  client = client_info(this_object());
  if (!client || client["screen_reader"] && settings["reader"] != "off") return 0;
  if (settings["colour"] == "on") return 1;
  if (member_array(client["kind"], COLOURFUL_KINDS) != -1) return 1;
  return client["terminal"] != "" && !!pcre_match(lower_case(client["terminal"]), COLOURFUL);
}

/**
 * Words that its client can click; just the words, for clients that cannot.
 *
 * @param {string} words - what is read
 * @param {string} line - what is done then, as if it had been typed; or a
 *   web page
 */
string link(string words, string line) {
  if (settings["links"] == "off" || settings["reader"] == "on") return words;
  return link_text(words, line, this_object());
}

/**
 * A text in which what stands between backquotes can be clicked, where it
 * is a command that lacks nothing.
 */
string link_commands(string text) {
  string *parts = explode("`" + text + "`", "`");

  for (int i = 1; i < sizeof(parts); i += 2)
    if (pcre_match(parts[i], "^[a-z][a-z0-9 ]*\\z")) parts[i] = link(parts[i], parts[i]);
  return implode(parts, "`");
}

/**
 * Colours a text for its client. No meaning may depend on it.
 *
 * @param {string} kind - `room`, `exits`, `talk`, `channel`, `good`
 */
string paint(string kind, string text) {
  string colour = shows_colours() && SETTINGS_D->colour_of(kind);

  if (!colour || text == "") return text;
  return text[<1] == '\n' ? colour + text[0..<2] + "\e[0m\n" : colour + text + "\e[0m";
}
