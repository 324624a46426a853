/**
 * What a body tells clients that speak GMCP, beside the text. Bodies
 * inherit it; clients without GMCP hear nothing of it.
 */
#pragma strict_types

private void send(string package, mapping data) {
  if (has_gmcp(this_object())) send_gmcp(package + " " + json_encode(data));
}

/** A room's number: stable, and tells nothing of its path. */
private string room_number(object room) {
  return hash("sha1", file_name(room))[0..11];
}

/** Where it is now: for the client's map. */
protected void gmcp_room(object room) {
  mapping exits = ([ ]);

  if (!room || !has_gmcp(this_object())) return;
  foreach (string way, string path in room->query_exits()) exits[way] = hash("sha1", path)[0..11];
  send("Room.Info", ([
    "num": room_number(room), "name": room->short(), "area": explode(file_name(room), "/")[<2], "exits": exits,
  ]));
}

/** How it is. */
protected void gmcp_vitals(object body) {
  send("Char.Name", ([ "name": body->query_cap_name(), "fullname": body->short() ]));
  send("Char.Vitals", ([ "hp": body->query_hp(), "maxhp": body->query_max_hp() ]));
}

/** Something said on a channel: say, tell, shout. */
void gmcp_channel(string channel, string talker, string text) {
  send("Comm.Channel.Text", ([ "channel": channel, "talker": talker, "text": text ]));
}
