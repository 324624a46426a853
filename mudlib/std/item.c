/**
 * Something that can be picked up and carried.
 */
#pragma strict_types

inherit "/std/object";

private nosave int weight = 1;
private nosave int value = 0;
private nosave int is_kept = 1;

/** Weight in pounds; a living carries only so much. */
void set_weight(int pounds) { weight = pounds; }

/** Weight in pounds, with all that is in it. */
int query_weight() { return weight; }

/** What it is worth in marks; shops go by it. */
void set_value(int marks) { value = marks; }

/** What it is worth in marks. */
int query_value() { return value; }

/** Does it stay with its owner over quit and login? Most things do. */
void set_kept(int flag) { is_kept = flag; }

/** Does it stay with its owner over quit and login? */
int query_kept() { return is_kept; }

/**
 * What save and load must keep of it, beyond its program. What it contains
 * is not its business.
 *
 * @returns {mapping} plain values; given back to load_state()
 */
mapping save_state() { return ([ ]); }

/** Becomes what save_state() described. */
void load_state(mapping state) { }

/** May it be picked up? */
int is_gettable() { return 1; }

/** May its owner part with it now? Worn and wielded things say no. */
int is_droppable() { return 1; }
