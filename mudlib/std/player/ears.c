/**
 * What a player wants to hear: of whom, on which channels, and who spoke
 * last.
 */
#pragma strict_types

/** Longest ignore list. */
#define MOST 50

private string *ignored = ({ });
private mapping channels = ([ ]);
private nosave string heard_from = 0;

/** The names it wants to hear nothing of. */
string *query_ignored() { return copy(ignored); }

/** Does it want to hear nothing of somebody? */
int ignores(object who) {
  return sizeof(ignored) && who && member_array(who->query_name(), ignored) != -1;
}

/**
 * Begins or ends ignoring a name.
 *
 * @returns {int} 1, or 0 when the list is full
 */
int set_ignored(string name, int flag) {
  ignored -= ({ name });
  if (!flag) return 1;
  if (sizeof(ignored) >= MOST) return 0;
  ignored += ({ name });
  return 1;
}

/** Does it listen to a channel? 0 when it has not said: then the channel decides. */
string query_channel_setting(string channel) { return channels[channel]; }

/** Begins or ends listening: `on` or `off`. */
void set_channel_setting(string channel, string value) { channels[channel] = value; }

/** Who told it something last, for `reply`. */
void set_heard_from(string name) { heard_from = name; }

/** Who told it something last, or 0. */
string query_heard_from() { return heard_from; }
