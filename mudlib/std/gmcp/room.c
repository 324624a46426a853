/**
 * GMCP's Room package: where one is, and who else.
 */
#pragma strict_types

inherit "/std/gmcp/sender";

private string area_of(object room) {
  string *path = explode(file_name(room), "/") - ({ "" });

  return sizeof(path) > 2 ? path[1] : "nowhere";
}

private mapping person(object body) {
  return ([ "name": body->query_cap_name(), "fullname": body->short() ]);
}

/** Where it is now: for the client's map. */
protected void gmcp_room(object room) {
  mapping exits = ([ ]);
  object *people;

  if (!room || !has_gmcp(this_object())) return;
  foreach (string way, string path in room->query_exits()) exits[way] = gmcp_number(path);
  gmcp_send("Room.Info", ([
    "num": gmcp_number(file_name(room)), "name": capitalize(room->short() || "nowhere"), "area": area_of(room),
    "environment": room->query_outdoors() ? "outdoors" : "indoors", "exits": exits,
  ]));
  people = filter(all_inventory(room), (: interactive($1) && $1 != this_object() && $1->is_visible() :));
  gmcp_send("Room.Players", map(people, (: person($1) :)));
}

/** There is no such way. */
void gmcp_no_way(string direction) {
  gmcp_send("Room.WrongDir", direction);
}

/** A player came in. */
protected void gmcp_player_came(object body) {
  gmcp_send("Room.AddPlayer", person(body));
}

/** A player went. */
protected void gmcp_player_went(object body) {
  gmcp_send("Room.RemovePlayer", body->query_cap_name());
}
