#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

private void show_all() {
  object me = this_player();

  foreach (string name in CHANNEL_D->channels_for(me))
    write(sprintf("%-8s %-4s %s\n", name, CHANNEL_D->listens(me, name) ? "on" : "off", CHANNEL_D->query_about(name)));
}

int main(string arg) {
  string name, value;

  if (!arg) {
    show_all();
    return 1;
  }
  if (sscanf(lower_case(arg), "%s %s", name, value) != 2 || member_array(value, ({ "on", "off" })) == -1)
    return fail("channels, or channels NAME on, or channels NAME off");
  if (!CHANNEL_D->tune(this_player(), name, value)) return fail("There is no such channel.");
  return done(sprintf("You %s to %s.", value == "on" ? "listen" : "do not listen", name));
}

string help() {
  return "channels\nchannels NAME on\nchannels NAME off\n\n"
    "Lists the channels and whether you listen, or changes that. A channel's name\n"
    "is the verb to talk on it: `chat hello`, `chat :waves`. See also: history.\n";
}
