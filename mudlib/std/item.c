/**
 * Something that can be picked up and carried.
 */
#pragma strict_types

inherit "/std/object";

private int weight = 1;
private int is_kept = 0;

/** Weight in pounds; a living carries only so much. */
void set_weight(int pounds) { weight = pounds; }
int query_weight() { return weight; }

/** Does it stay with its owner over quit and login? */
void set_kept(int flag) { is_kept = flag; }
int query_kept() { return is_kept; }

/**
 * What save and load must keep of it, beyond its program.
 *
 * @returns {mapping} plain values; given back to load_state()
 */
mapping save_state() { return ([ ]); }
void load_state(mapping state) { }

int is_gettable() { return 1; }
