// Global include: what LDMud's hooks do for every object of LP-245 (H_CREATE_*, H_MODIFY_COMMAND).

protected void create() { call_other(this_object(), "reset", 0); }

protected mixed process_input(string text) {
  return ([ "e": "east", "w": "west", "s": "south", "n": "north", "d": "down", "u": "up",
            "nw": "northwest", "ne": "northeast", "sw": "southwest", "se": "southeast" ])[text] || text;
}
