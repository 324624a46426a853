/**
 * What a player has set to taste, and what follows from it: width, pages,
 * colours.
 */
#pragma strict_types

/** Lines of a page before the player sets them. */
#define PAGE 22

private mapping settings = ([ ]);

/** name -> ([ values, text ]); the first value is what it is at first. */
private nosave mapping known = ([
  "reader": ([ "values": ({ "auto", "on", "off" }), "text": "plain sentences for screen readers; auto asks the client" ]),
  "colour": ([ "values": ({ "auto", "on", "off" }), "text": "colours; auto asks the client" ]),
  "brief": ([ "values": ({ "off", "on" }), "text": "short rooms while you walk" ]),
  "combat": ([ "values": ({ "full", "brief" }), "text": "brief leaves out blows that miss" ]),
  "prompt": ([ "values": ({ "plain", "vitals", "off" }), "text": "what stands before what you type" ]),
  "page": ([ "values": ({ "22", "0", "40", "60" }), "text": "lines of a page of help; 0 for all at once" ]),
]);

/** Kinds of terminals that know colours, as their names begin. */
private nosave string *colourful = ({ "ansi", "xterm", "rxvt", "screen", "tmux", "linux", "vt2", "mudlet", "tintin", "blightmud" });

/** kind -> escape sequence */
private nosave mapping colours = ([
  "room": "\e[1m", "exits": "\e[32m", "talk": "\e[36m", "channel": "\e[35m",
  "danger": "\e[31m", "good": "\e[33m",
]);

/** The settings there are: name to ([ values, text ]). */
mapping query_known_settings() { return copy(known); }

/** The value of a setting. */
string query_setting(string name) {
  return settings[name] || known[name] && known[name]["values"][0];
}

/**
 * Sets one.
 *
 * @returns {int} 1, or 0 when there is no such setting or value
 */
int set_setting(string name, string value) {
  if (!known[name] || member_array(value, known[name]["values"]) == -1) return 0;
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
  mapping client = client_info(this_object());
  string terminal;

  if (query_setting("colour") == "off" || uses_reader()) return 0;
  if (query_setting("colour") == "on") return 1;
  terminal = client ? lower_case(client["terminal"]) : "";
  return sizeof(filter(colourful, (: strsrch($(terminal), $1) == 0 :))) > 0;
}

/**
 * Colours a text for its client. No meaning may depend on it.
 *
 * @param {string} kind - `room`, `exits`, `talk`, `channel`, `danger`, `good`
 */
string paint(string kind, string text) {
  string line_end;

  if (!colours[kind] || text == "" || !shows_colours()) return text;
  line_end = text[<1] == '\n' ? "\n" : "";
  return colours[kind] + (line_end == "" ? text : text[0..<2]) + "\e[0m" + line_end;
}
