/**
 * The body of somebody who builds: a player with a working directory, the
 * editor, and a place to come home to.
 */
#pragma strict_types

#include <globals.h>

inherit "/std/player";
inherit "/std/editor";

private string cwd = "/";
private nosave int invisible = 0;

/** Builders think long. */
int query_idle_limit() { return 0; }

/** Where relative file names start. */
string query_cwd() { return cwd; }

/**
 * Changes the working directory.
 *
 * @param {string} path - absolute
 * @returns {int} 1 when there is such a directory
 */
int set_cwd(string path) {
  if (file_size(path) != -2) return 0;
  cwd = path;
  return 1;
}

/** Goes out of sight, or comes back. */
void set_invisible(int flag) { invisible = flag; }

/** Is it seen? */
int is_visible() { return !invisible; }

/** What nobody sees makes no stir. */
varargs void act(string text, object *except) {
  if (!invisible) ::act(text, except);
}

/** Clients that show errors in a panel of their own get them as GMCP. */
void gmcp_error(int id, string text) {
  gmcp_send("Wiz.Error", ([ "id": id, "text": text ]));
}

/** Builders see in the dark. */
int can_see() { return 1; }

/** The directory that is its own. */
string query_home() { return "/players/" + query_name(); }

/** Comes into the world, or back into the editor. */
void enter_world(int is_new, int last) {
  ::enter_world(is_new, last);
  go_on_editing();
}

/** A wizard wakes up at home, whatever the saved directory was. */
void setup(string name) {
  ::setup(name);
  if (cwd == "/" || file_size(cwd) != -2) cwd = query_home();
}

/** What somebody sees whom it snoops, marked line by line. */
void receive_snoop(string text) {
  if (text[<1] == '\n') text = text[0..<2];
  receive("%" + replace_string(text, "\n", "\n%") + "\n");
}

/** The prompt is the working directory. */
void write_prompt() {
  write(sprintf("%s> ", replace_string(cwd, query_home(), "~")));
}
