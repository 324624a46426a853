/**
 * What commands that work on files and objects inherit.
 */
#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

/** A file name as typed, made absolute. */
protected string path_of(string typed) {
  return resolve_path(this_player()->query_cwd(), trim(typed));
}

/** A program's path: absolute, without `.c`. */
protected string program_of(string typed) {
  string path = path_of(typed);

  return path[<2..] == ".c" ? path[0..<3] : path;
}

/**
 * The files a pattern with `*` and `?` stands for; a plain name stands for
 * itself, whether or not it is there.
 *
 * @returns {string *} absolute paths
 */
protected string *files_of(string typed) {
  string path = path_of(typed);
  string dir = dirname(path);

  if (strsrch(path, "*") == -1 && strsrch(path, "?") == -1) return ({ path });
  return map(get_dir(path) || ({ }), (: resolve_path($(dir), $1) :));
}

/** The words of an argument; none when there is no argument. */
protected string *words_of(string arg) {
  return arg ? explode(arg, " ") - ({ "" }) : ({ });
}

/**
 * The object that is meant: `me`, `here`, a thing near, a player, or a
 * path such as `orc`, `~/orc#3`, `/std/room`.
 *
 * @param {string} typed
 * @param {int} [load] - 1 to load a program that is not in memory
 * @returns {object} or 0
 */
protected varargs object find_target(string typed, int load) {
  object found = find_thing(typed) || find_player(lower_case(typed));
  string path = strsrch(typed, "#") == -1 ? program_of(typed) : path_of(typed);

  if (found) return found;
  found = find_object(path);
  if (!found && load && file_size(path + ".c") >= 0) found = load_program(path);
  return found;
}

/**
 * Loads a program, if it is not in memory. What the compiler has against it
 * the master has shown by then; other errors are the caller's.
 *
 * @param {string} path - absolute, without `.c`
 * @returns {object} or 0 after saying why
 */
protected object load_program(string path) {
  object found = find_object(path);
  string oops = !found && catch(found = load_object(path));

  if (found) return found;
  if (oops && strsrch(oops, "does not compile") == -1) return load_object(path);
  write(oops ? path + ": does not compile.\n" : path + ".c: no such file.\n");
  return 0;
}

/** Shows a value as LPC writes it. */
protected void show(string label, mixed value) {
  write(sprintf("%s%O\n", label, value));
}
