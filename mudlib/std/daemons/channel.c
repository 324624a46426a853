/**
 * Channels: talk that reaches everybody who listens, wherever they are.
 * The last lines of each are remembered.
 */
#pragma strict_types

#include <globals.h>
#include <roles.h>

inherit STD_DAEMON;

/** Lines remembered of each channel. */
#define REMEMBERED 50
/** Seconds between a line and its being saved with others. */
#define SAVE_DELAY 60

private nosave mapping channels = ([
  "chat": ([ "about": "anything and everything" ]),
  "newbie": ([ "about": "questions of newcomers, and answers" ]),
  "trade": ([ "about": "buying and selling" ]),
  "wiz": ([ "about": "wizards among themselves", "roles": ({ ROLE_WIZARD, ROLE_ADMIN }) ]),
  "swarm": ([ "about": "wizards and planners on their work", "roles": ({ ROLE_WIZARD, ROLE_ADMIN, ROLE_PLANNER }) ]),
]);

/** channel -> lines, oldest first: ([ time, talker, text ]) */
private mapping history = ([ ]);

private int may_use(object who, string channel) {
  mapping entry = channels[channel];

  return entry && (!entry["roles"] || member_array(role_of(who), entry["roles"]) != -1);
}

/** Is it a channel somebody may use? */
int is_channel(string name, object who) { return may_use(who, name); }

/** The channels somebody may use, sorted. */
string *channels_for(object who) {
  return sort_array(filter(keys(channels), (: may_use($(who), $1) :)), 1);
}

/** What a channel is about. */
string query_about(string channel) { return channels[channel]["about"]; }

/** Does somebody listen? All do, until they say otherwise. */
int listens(object who, string channel) {
  return may_use(who, channel) && who->query_channel_setting(channel) != "off";
}

/** The channels somebody listens to, sorted. */
string *heard_by(object who) {
  return filter(channels_for(who), (: listens($(who), $1) :));
}

/**
 * Begins or ends listening.
 *
 * @param {string} value - `on` or `off`
 * @returns {int} 1, or 0 when there is no such channel
 */
int tune(object who, string channel, string value) {
  if (!may_use(who, channel)) return 0;
  who->set_channel_setting(channel, value);
  return 1;
}

private string line_text(string channel, mapping line) {
  string text = line["text"];

  return sprintf("[%s] %s", capitalize(channel),
    text[0] == ':' ? line["talker"] + " " + trim(text[1..]) : line["talker"] + ": " + text);
}

private void remember(string channel, mapping line) {
  history[channel] = (history[channel] || ({ })) + ({ line });
  if (sizeof(history[channel]) > REMEMBERED) history[channel] = history[channel][1..];
  if (find_call_out("save_me") == -1) call_out("save_me", SAVE_DELAY);
}

private void deliver(string channel, object from, mapping line) {
  string text = line_text(channel, line);
  string words = line["text"][0] == ':' ? trim(line["text"][1..]) : line["text"];

  foreach (object body in users()) {
    if (!environment(body) || !listens(body, channel) || body->ignores(from)) continue;
    body->tell(body->paint("channel", text));
    body->gmcp_channel(channel, line["talker"], words);
  }
}

/**
 * Says something on a channel, for whoever typed it.
 *
 * @param {string} text - one that starts with `:` is done, not said
 * @returns {string} 0 when said, else why not
 */
string send(string channel, string text) {
  object who = this_player();
  mapping line;

  if (!who || !may_use(who, channel)) return "There is no such channel.";
  text = trim(plain_text(text || ""));
  if (text == "" || text == ":") return "Say what?";
  if (!listens(who, channel)) return sprintf("You do not listen to it. `channels %s on` changes that.", channel);
  line = ([ "time": time(), "talker": who->query_cap_name(), "text": text ]);
  remember(channel, line);
  deliver(channel, who, line);
  return 0;
}

/**
 * The last lines of a channel, as text.
 *
 * @returns {string *} oldest first
 */
string *query_history(object who, string channel) {
  if (!may_use(who, channel)) return ({ });
  return map(history[channel] || ({ }),
    (: strftime("%H:%M ", $1["time"]) + line_text($(channel), $1) :));
}

void create() {
  ::create();
  restore_me();
}
