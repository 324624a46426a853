/**
 * Simul_efuns about file names and directories.
 */
#pragma strict_types

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
