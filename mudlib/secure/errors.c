/**
 * The error daemon: numbers run-time errors, folds repeated ones together,
 * and writes them under /log/errors by domain.
 */
#pragma strict_types

#include <globals.h>

/** Different errors kept for the `errors` command; the log has the rest. */
#define KEPT 200

/** message and place -> ([ id, count, first, last, program, error, text ]) */
private nosave mapping known = ([ ]);
private nosave string *order = ({ });
private nosave int serial = 0;

/**
 * The log an error of this program belongs to: `players.bob`,
 * `domains.haukila`, `std`.
 */
private string domain_of(string program) {
  string *path = explode(program, "/");

  if (!sizeof(path)) return "driver";
  if (sizeof(path) > 2 && member_array(path[0], ({ "players", "domains" })) != -1)
    return path[0] + "." + path[1];
  return path[0];
}

private void forget_oldest() {
  if (sizeof(order) <= KEPT) return;
  map_delete(known, order[0]);
  order = order[1..];
}

/**
 * Takes down a run-time error.
 *
 * @param {string} program - where it happened
 * @param {string} error - the message alone: what makes it the same error
 * @param {string} text - the message with its trace
 * @returns {int} its number
 */
int record(string program, string error, string text) {
  string kind = program + "\n" + error;
  mapping entry = known[kind];

  if (strsrch(base_name(previous_object()), "/secure/") != 0) return 0;
  if (!entry) {
    entry = ([ "id": ++serial, "count": 0, "first": time(), "program": program, "error": error ]);
    known[kind] = entry;
    order += ({ kind });
    forget_oldest();
  }
  entry["count"]++;
  entry["last"] = time();
  entry["text"] = text;
  log_file("errors/" + domain_of(program), sprintf("[%d] %s", entry["id"], text));
  return entry["id"];
}

/** Has an error happened once only, so far? */
int is_new(int id) {
  mapping *found = filter(values(known), (: $1["id"] == $(id) :));

  return sizeof(found) && found[0]["count"] == 1;
}

/** Takes down what the compiler said of a file. */
void record_compile(string file, string message) {
  if (strsrch(base_name(previous_object()), "/secure/") != 0) return;
  log_file("errors/" + domain_of(file), message);
}

/**
 * The errors of this boot, oldest first.
 *
 * @returns {mapping *} each with id, count, first, last, program, error, text
 */
mapping *query_errors() {
  return map(order, (: copy(known[$1]) :));
}

/**
 * One error by its number.
 *
 * @returns {mapping} as in query_errors(), or 0
 */
mapping query_error(int id) {
  mapping *found = filter(query_errors(), (: $1["id"] == $(id) :));

  return sizeof(found) ? found[0] : 0;
}
