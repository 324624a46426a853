/**
 * Simul_efuns about the files of the game.
 */
#pragma strict_types

inherit "/std/sefun/paths";

/** Log files are cut off here and kept once as `.old`. */
#define LOG_SIZE 1000000

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
