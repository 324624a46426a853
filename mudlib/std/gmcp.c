/**
 * What a body tells clients that speak GMCP, beside the text, and what
 * they may ask. Bodies inherit it; the packages are in std/gmcp. What a
 * client sends is a stranger's text: what does not fit is not answered.
 */
#pragma strict_types

#include <globals.h>

inherit "/std/gmcp/char";
inherit "/std/gmcp/items";
inherit "/std/gmcp/room";
inherit "/std/gmcp/comm";

/** Tells a client that has just come all it may want to know. */
protected void gmcp_welcome() {
  gmcp_introduce();
  gmcp_inventory();
  gmcp_channels();
}

/** It has moved: all of the new place. */
protected void gmcp_arrived(object room) {
  gmcp_room(room);
  gmcp_room_items(room);
}

/** Somebody or something came into the room. */
void seen_coming(object ob) {
  if (ob == this_object()) return;
  if (interactive(ob)) gmcp_player_came(ob);
  else gmcp_item_came("room", ob);
}

/** Somebody or something left the room. */
void seen_going(object ob) {
  if (ob == this_object()) return;
  if (interactive(ob)) gmcp_player_went(ob);
  else gmcp_item_went("room", ob);
}

private mixed parsed(string json) {
  mixed data;

  if (json == "" || catch(data = json_decode(json))) return 0;
  return data;
}

private void answer(string package, mixed data) {
  switch (package) {
    case "char.items.inv":
      return gmcp_inventory();
    case "char.items.room":
      return gmcp_room_items(environment());
    case "char.items.contents":
      if (stringp(data)) gmcp_contents(data);
      return;
    case "room.players":
      return gmcp_room(environment());
    case "comm.channel.list":
      return gmcp_channels();
    case "comm.channel.players":
      return gmcp_listeners();
    case "comm.channel.enable":
      if (stringp(data)) CHANNEL_D->tune(this_object(), lower_case(data), "on");
      return;
    case "core.supports.set":
    case "core.supports.add":
      gmcp_welcome();
      return gmcp_arrived(environment());
  }
}

/** The driver's apply: the client sent `Package.Name json`. */
void gmcp(string message) {
  string package, json;

  if (sscanf(message, "%s %s", package, json) != 2) {
    package = message;
    json = "";
  }
  answer(lower_case(package), parsed(json));
}
