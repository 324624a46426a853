/**
 * Simul_efuns about file names.
 */
#pragma strict_types

/** Log files are cut off here and kept once as `.old`. */
#define LOG_SIZE 1000000

/**
 * Makes a path absolute and plain: no `.`, `..`, `~` or double slash left.
 *
 * @param {string} cwd - where a relative path starts
 * @param {string} path - `room.c`, `../lib`, `~/orc.c`, `~bob/x`
 * @returns {string} such as `/players/bob/room.c`; never outside `/`
 * @example resolve_path("/players/bob", "../ann/x") == "/players/ann/x"
 */
string resolve_path(string cwd, string path) {
  string *parts = ({ });
  string name, rest;

  if (!path || path == "") path = cwd;
  if (path[0] == '~') {
    if (sscanf(path, "~%s/%s", name, rest) != 2) name = path[1..];
    if (name == "") name = this_player() ? this_player()->query_name() : "";
    path = "/players/" + name + "/" + (rest || "");
  } else if (path[0] != '/') {
    path = cwd + "/" + path;
  }
  foreach (string part in explode(path, "/")) {
    if (part == "" || part == ".") continue;
    if (part == "..") parts = parts[0..<2];
    else parts += ({ part });
  }
  return "/" + implode(parts, "/");
}

/**
 * The directory part of a path: `/std` of `/std/room.c`.
 */
string dirname(string path) {
  int slash = strsrch(path, "/", -1);

  return slash > 0 ? path[0..slash - 1] : "/";
}

/**
 * Makes a directory and those above it that are missing.
 *
 * @returns {int} 1 when it is there now
 */
int assure_dir(string path) {
  string so_far = "";

  foreach (string part in explode(path, "/") - ({ "" })) {
    so_far += "/" + part;
    if (file_size(so_far) == -1) mkdir(so_far);
  }
  return file_size(path) == -2;
}

/**
 * Adds a dated line to a file under /log.
 *
 * @param {string} name - such as "logins" or "errors/std"
 */
void log_file(string name, string text) {
  string path = resolve_path("/log", name);

  if (strsrch(path, "/log/") != 0) error("log_file: not under /log: " + name + "\n");
  assure_dir(dirname(path));
  if (file_size(path) > LOG_SIZE) {
    rm(path + ".old");
    rename(path, path + ".old");
  }
  if (text == "" || text[<1] != '\n') text += "\n";
  write_file(path, ctime(time()) + " " + text);
}

/**
 * Where a player's body is saved, as save_object() wants it.
 */
string player_save_file(string name) {
  return sprintf("/save/players/%s/%s", name[0..0], name);
}
