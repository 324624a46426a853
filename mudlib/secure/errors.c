/**
 * The error daemon: numbers run-time errors, folds repeated ones together,
 * and writes them under /log/errors by domain. It remembers them from one
 * boot to the next.
 */
#pragma strict_types

#include <globals.h>

/** Different errors kept for the `errors` command; the log has the rest. */
#define KEPT 200
/** Characters of a message with its trace that are remembered. */
#define MOST_TEXT 4000
/** Seconds between an error and its being saved with others: a crash forgets no more. */
#define SAVE_DELAY 5
#define SAVE_FILE "/secure/save/errors"

/** message and place -> ([ id, count, first, last, program, error, text ]) */
private mapping known = ([ ]);
/** Their keys, that which came last at the end. */
private string *order = ({ });
private int serial = 0;
/** id -> 1 for those that have come up since the boot */
private nosave mapping fresh = ([ ]);

/**
 * The log an error of this program belongs to: `players.bob`,
 * `domains.haukila`, `std`.
 */
private string domain_of(string program) {
  string *path = explode(program, "/");

  if (!sizeof(path)) return "driver";
  if (sizeof(path) > 2 && member_array(path[0], ({ "players", "domains" })) != -1)
    return path[0] + "." + path[1];
  // A worker's, or a master of one file: a log is no program.
  return replace_string(path[0], ".c", "");
}

private void forget_oldest() {
  if (sizeof(order) <= KEPT) return;
  map_delete(known, order[0]);
  order = order[1..];
}

private int from_secure() {
  return !previous_object() || strsrch(base_name(previous_object()), "/secure/") == 0;
}

/** Writes them down now. Called a few seconds after an error, and at the end of the world. */
void save_me() {
  if (!from_secure()) return;
  remove_call_out("save_me");
  assure_dir(dirname(SAVE_FILE));
  save_object(SAVE_FILE);
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
  string kind = (program + "\n" + error)[0..MOST_TEXT];
  mapping entry = known[kind];

  if (!from_secure()) return 0;
  if (!entry) {
    entry = ([ "id": ++serial, "count": 0, "first": time(), "program": program, "error": error[0..MOST_TEXT] ]);
    known[kind] = entry;
  }
  if (!sizeof(order) || order[<1] != kind) order = order - ({ kind }) + ({ kind });
  forget_oldest();
  entry["count"]++;
  entry["last"] = time();
  entry["text"] = strlen(text) > MOST_TEXT ? text[0..MOST_TEXT] + "...\n" : text;
  fresh[entry["id"]]++;
  if (find_call_out("save_me") == -1) call_out("save_me", SAVE_DELAY);
  log_file("errors/" + domain_of(program), sprintf("[%d] %s", entry["id"], text));
  return entry["id"];
}

/** Has an error happened once only since the boot? */
int is_new(int id) { return fresh[id] == 1; }

/** Has it happened since the boot at all? */
int is_fresh(int id) { return fresh[id] > 0; }

/** Takes down what the compiler said of a file. */
void record_compile(string file, string message) {
  if (!from_secure()) return;
  log_file("errors/" + domain_of(file), message);
}

/**
 * The errors that are remembered, from whatever boot; that which happened
 * last comes last.
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

/**
 * Forgets errors: those mended. Admins only.
 *
 * @param {int} id - of one; 0 for all
 * @returns {int} how many that were
 */
int forget(int id) {
  string *gone = filter(order, (: !$(id) || known[$1]["id"] == $(id) :));

  if (!MASTER_OB->is_admin_acting()) return 0;
  foreach (string kind in gone) map_delete(known, kind);
  order -= gone;
  save_me();
  return sizeof(gone);
}

void create() {
  restore_object(SAVE_FILE, 1);
}
