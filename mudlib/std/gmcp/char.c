/**
 * GMCP's Char package: name, health, level and money.
 */
#pragma strict_types

inherit "/std/gmcp/sender";

private nosave int vitals_due = 0;
private nosave int status_due = 0;

protected void send_vitals() {
  vitals_due = 0;
  gmcp_send("Char.Vitals", ([
    "hp": this_object()->query_hp(), "maxhp": this_object()->query_max_hp(),
    "string": sprintf("H:%d/%d", this_object()->query_hp(), this_object()->query_max_hp()),
  ]));
}

protected void send_status() {
  status_due = 0;
  gmcp_send("Char.Status", ([
    "level": this_object()->query_level(), "experience": this_object()->query_experience(),
    "next": this_object()->experience_for(this_object()->query_level() + 1),
    "money": this_object()->query_money(), "state": this_object()->is_ghost() ? "ghost" : "alive",
  ]));
}

/** Health has changed: the client hears of it once, however often that happens now. */
void vitals_changed() {
  if (vitals_due || !has_gmcp(this_object())) return;
  vitals_due = 1;
  call_out("send_vitals", 0);
}

/** Level, experience or money have changed. */
void status_changed() {
  if (status_due || !has_gmcp(this_object())) return;
  status_due = 1;
  call_out("send_status", 0);
}

/** All of it, for a client that has just come. */
protected void gmcp_introduce() {
  gmcp_send("Char.Name", ([ "name": this_object()->query_cap_name(), "fullname": this_object()->short() ]));
  gmcp_send("Char.StatusVars", ([
    "level": "Level", "experience": "Experience", "next": "Next level", "money": "Marks", "state": "State",
  ]));
  send_vitals();
  send_status();
}
