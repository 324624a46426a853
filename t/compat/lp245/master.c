// A master for LP-245 in FluffOS's dialect, in place of the world's own, which is LDMud's. It knows the
// world only by the names it calls: obj/player, reset(arg), init_file is not read. One person's game: no wizards.

#define RESET_SECONDS 900

void epilog(int load_empty) { call_out("reset_all", RESET_SECONDS); }

/** LP-245's reset() has an argument: 0 when the object is made (global.h does that), 1 each time after. */
void reset_all() {
  call_out("reset_all", RESET_SECONDS);
  foreach (object ob in objects()) if (ob) catch(ob->reset(1));
}

object connect(int port) { return clone_object("/obj/player"); }

void log_error(string file, string text) { efun::debug_message(text); }

string error_handler(mapping error, int caught) {
  string where = sprintf("%s:%d", error["program"] || "?", error["line"]);

  efun::debug_message((caught ? "caught: " : "error: ") + error["error"] + "  " + where + "\n");
  if (!caught && this_player()) tell_object(this_player(), "Your sensitive mind notices a wrongness in the fabric of space.\n");
  return 0;
}

int valid_read(string path, mixed who, string fn) { return 1; }
int valid_write(string path, mixed who, string fn) { return 1; }
int valid_override(string file, string name) { return 1; }
int valid_bind(object who, object old, object new_owner) { return base_name(who) == "/compat/simul_efun"; }
int valid_object(object ob) { return 1; }
int valid_shadow(object ob) { return 1; }

string make_path_absolute(string path) { return path[0..0] == "/" ? path : "/" + path; }
string get_save_file_name(string name) { return "/log/saved"; }
