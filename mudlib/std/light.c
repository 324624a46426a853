/**
 * Something that gives light while it burns, for as long as its fuel lasts.
 */
#pragma strict_types

inherit "/std/item";

/** Seconds between two looks at the fuel. */
#define SIP 30

private nosave int fuel = 0;
private nosave int burns_out = 0;
private nosave int is_lit = 0;

/**
 * How long it burns.
 *
 * @param {int} seconds - 0 for ever
 */
void set_fuel(int seconds) {
  fuel = seconds;
  burns_out = seconds > 0;
}

/** Seconds it will burn yet. */
int query_fuel() { return fuel; }

/** Is it something for `light` and `extinguish`? */
int is_lightable() { return 1; }

/** Does it burn? */
int query_lit() { return is_lit; }

/** It gives light while it burns. */
int query_light() { return is_lit; }

private void tell_owner(string text) {
  object place = environment();

  if (place && living(place)) place->tell(text);
  else if (place) tell_room(place, text + "\n");
}

/** Another sip of fuel is gone. */
void burn() {
  if (!is_lit || !burns_out) return;
  fuel -= SIP;
  if (fuel > 0) {
    call_out("burn", SIP);
    return;
  }
  is_lit = 0;
  tell_owner(capitalize(the_short()) + " goes out.");
}

/**
 * Somebody lights it or puts it out.
 *
 * @param {int} lit
 * @returns {string} 0 when done, else why not
 */
string try_light(int lit) {
  if (is_lit == lit) return lit ? "It burns already." : "It is not lit.";
  if (lit && burns_out && fuel <= 0) return "It is burnt out.";
  is_lit = lit;
  remove_call_out("burn");
  if (lit && burns_out) call_out("burn", SIP);
  return 0;
}

/** What one sees on looking at it: whole lines. */
string long() {
  return ::long() + (is_lit ? "It burns with a steady flame.\n" : burns_out && fuel <= 0 ? "It is burnt out.\n" : "It is not lit.\n");
}

/** What must be remembered of it. */
mapping save_state() { return ([ "lit": is_lit, "fuel": fuel ]); }

/** Becomes what save_state() described. */
void load_state(mapping state) {
  fuel = state["fuel"];
  if (state["lit"]) try_light(1);
}
