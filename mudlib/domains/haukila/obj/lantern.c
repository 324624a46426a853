/**
 * A lantern that can be lit: a small example of add_action().
 */
#pragma strict_types

#include <globals.h>

inherit STD_ITEM;

private int is_lit = 0;

string short() { return is_lit ? "a burning lantern" : "a lantern"; }

string long() {
  return ::long() + (is_lit ? "It burns with a steady flame.\n" : "It is not lit.\n");
}

private int set_light(string what, int light) {
  if (!what || !id(what)) {
    notify_fail("What?\n");
    return 0;
  }
  if (is_lit == light) {
    write(light ? "It burns already.\n" : "It is not lit.\n");
    return 1;
  }
  is_lit = light;
  write(light ? "You light the lantern.\n" : "You put out the lantern.\n");
  this_player()->act(light ? "lights a lantern." : "puts out a lantern.");
  return 1;
}

int do_light(string what) { return set_light(what, 1); }
int do_snuff(string what) { return set_light(what, 0); }

/** Whoever comes near can light it. */
void init() {
  add_action("do_light", "light");
  add_action("do_snuff", "extinguish");
}

mapping save_state() { return ([ "lit": is_lit ]); }
void load_state(mapping state) { is_lit = state["lit"]; }

void create() {
  ::create();
  set_names(({ "lantern", "lamp" }));
  set_long("Brass and horn, with a ring to carry it by. One can `light` and `extinguish` it.");
  set_weight(3);
  set_kept(1);
}
