/**
 * A way out that is a thing: it can be looked at, and stays hidden until
 * somebody finds it by `search`. Ordinary ways are the room's own
 * (std/room/exits); those that open and close are doors (std/door).
 */
#pragma strict_types

#include <globals.h>

inherit STD_OBJECT;

private nosave string way = 0;
private nosave string goal = 0;
private nosave int is_secret = 0;
private nosave int is_found = 0;

/**
 * Where it leads.
 *
 * @param {string} direction - what one types to go there
 * @param {string} path - of a room
 */
void set_way(string direction, string path) {
  way = direction;
  goal = path;
}

/** What one types to go there. */
string query_way() { return way; }

/** The path of the room it leads to. */
string query_goal() { return goal; }

/** Has it to be found first? It hides again at each reset. */
void set_secret(int flag) { is_secret = flag; }

/** What is not found is not seen. */
int is_visible() { return !is_secret || is_found; }

/** It leads somewhere as long as it is seen, and from where it is. */
private void show_way() {
  if (environment() && is_visible()) environment()->add_exit(way, goal);
}

/** Takes its way along. */
int move(mixed destination) {
  if (environment()) environment()->remove_exit(way);
  if (!::move(destination)) {
    show_way();
    return 0;
  }
  show_way();
  return 1;
}

/**
 * Somebody searches the place.
 *
 * @returns {int} 1 when that was how it was found
 */
int found_by(object who) {
  if (is_visible()) return 0;
  is_found = 1;
  show_way();
  return 1;
}

/** Hides again, if it is of that kind. */
void reset() {
  if (!is_secret || !is_found) return;
  is_found = 0;
  if (environment()) environment()->remove_exit(way);
}

/** What one sees on looking at it: whole lines. */
string long() {
  return sprintf("%sIt leads %s.\n", ::long(), way || "nowhere");
}
