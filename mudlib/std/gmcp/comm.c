/**
 * GMCP's Comm.Channel package: what is said, and where one can say it.
 */
#pragma strict_types

#include <globals.h>

inherit "/std/gmcp/sender";

/** Something said: on a channel, or by say, tell, shout, whisper. */
void gmcp_channel(string channel, string talker, string text) {
  if (!has_gmcp(this_object())) return;
  gmcp_send("Comm.Channel.Text", ([ "channel": channel, "talker": talker, "text": text ]));
}

/** The channels there are for this body. */
protected void gmcp_channels() {
  if (!has_gmcp(this_object())) return;
  gmcp_send("Comm.Channel.List", map(CHANNEL_D->channels_for(this_object()),
    (: ([ "name": $1, "caption": capitalize($1), "command": $1 ]) :)));
}

/** Who listens to which channel. */
protected void gmcp_listeners() {
  mapping *found = ({ });

  foreach (object body in filter(users(), (: environment($1) && $1->is_visible() :)))
    found += ({ ([ "name": body->query_cap_name(), "channels": CHANNEL_D->heard_by(body) ]) });
  gmcp_send("Comm.Channel.Players", found);
}
