/**
 * GMCP's Char.Items package: what is carried, what lies here.
 */
#pragma strict_types

inherit "/std/gmcp/sender";

private string attributes(object ob) {
  string found = "";

  if (ob->query_slot()) found += ob->query_equipped() ? (ob->query_weapon_skill() ? "l" : "w") : "W";
  if (ob->is_gettable()) found += "t";
  if (function_exists("is_reachable", ob)) found += "c";
  if (living(ob)) found += "m";
  return found;
}

private mapping item(object ob) {
  return ([ "id": gmcp_number(file_name(ob)), "name": ob->short(), "attrib": attributes(ob) ]);
}

private mapping *items_in(object place) {
  object *things = filter(all_inventory(place), (: $1->short() && $1->is_visible() && !interactive($1) :));

  return map(things, (: item($1) :));
}

private void tell_of(string what, string place, object ob) {
  if (ob->short() && ob->is_visible() && !interactive(ob))
    gmcp_send("Char.Items." + what, ([ "location": place, "item": item(ob) ]));
}

/** Everything carried. */
protected void gmcp_inventory() {
  if (has_gmcp(this_object()))
    gmcp_send("Char.Items.List", ([ "location": "inv", "items": items_in(this_object()) ]));
}

/** Everything that lies here. */
protected void gmcp_room_items(object room) {
  if (room && has_gmcp(this_object()))
    gmcp_send("Char.Items.List", ([ "location": "room", "items": items_in(room) ]));
}

/** What is in a bag that is carried or lies here. */
protected void gmcp_contents(string number) {
  object *near = all_inventory(this_object()) + (environment() ? all_inventory(environment()) : ({ }));
  object *found = filter(near, (: gmcp_number(file_name($1)) == $(number) && $1->is_reachable() :));

  if (sizeof(found))
    gmcp_send("Char.Items.List", ([ "location": "rep" + number, "items": items_in(found[0]) ]));
}

/** Something came into the hands (`inv`) or the room (`room`). */
protected void gmcp_item_came(string place, object ob) {
  if (has_gmcp(this_object())) tell_of("Add", place, ob);
}

/** Something left them. */
protected void gmcp_item_went(string place, object ob) {
  if (has_gmcp(this_object())) tell_of("Remove", place, ob);
}

/** Something is worn now, or no longer. */
void item_changed(object ob) {
  if (has_gmcp(this_object())) tell_of("Update", "inv", ob);
}
