/**
 * What players can set to taste, and what it is before they do. What they
 * have set is in their bodies (std/player/settings).
 */
#pragma strict_types

#include <globals.h>

inherit STD_DAEMON;

/** name -> ([ values, text ]); the first value is what it is at first. */
private nosave mapping known = ([
  "reader": ([ "values": ({ "auto", "on", "off" }), "text": "plain sentences for screen readers" ]),
  "colour": ([ "values": ({ "auto", "on", "off" }), "text": "colours" ]),
  "links": ([ "values": ({ "auto", "off" }), "text": "words to click on" ]),
  "brief": ([ "values": ({ "off", "on" }), "text": "short rooms while you walk" ]),
  "combat": ([ "values": ({ "full", "brief" }), "text": "brief leaves out blows that miss" ]),
  "prompt": ([ "values": ({ "plain", "vitals", "off" }), "text": "what stands before what you type" ]),
  "page": ([ "values": ({ "22", "0", "40", "60" }), "text": "lines of a page; 0 for all at once" ]),
]);

/** kind -> escape sequence */
private nosave mapping colours = ([
  "room": "\e[1m", "exits": "\e[32m", "talk": "\e[36m", "channel": "\e[35m", "good": "\e[33m",
]);

/** The settings there are: name to ([ values, text ]). */
mapping query_known() { return copy(known); }

/** What a setting is before anybody sets it; 0 when there is no such one. */
string default_of(string name) {
  return known[name] && known[name]["values"][0];
}

/** Can a setting have that value? */
int is_value(string name, string value) {
  return known[name] && member_array(value, known[name]["values"]) != -1;
}

/** The escape sequence for a kind of text, or 0. */
string colour_of(string kind) { return colours[kind]; }
