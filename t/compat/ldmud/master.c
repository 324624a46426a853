// Master of the runner for LDMud's t-language (run.ts): loads each file that it is asked for and
// says in one line what came of it. Not a mudlib: everything is allowed.

mixed valid_read() { return 1; }
mixed valid_write() { return 1; }
int valid_override() { return 1; }

void log_error(string file, string text) {}
mixed error_handler(mapping error, int caught) { return 0; }

private string judge(string path) {
  object ob;
  mixed result;
  string error = catch(ob = load_object(path));

  if (error || !ob) return "not loaded: " + error;
  if (!function_exists("run_test", ob)) return "loaded";
  error = catch(result = ob->run_test());
  if (error) return "error: " + error;
  return result ? "loaded, right" : "loaded, wrong";
}

void flag(string paths) {
  foreach (string path in explode(read_file(paths), "\n"))
    write("judged " + path + " " + replace_string(judge(path), "\n", " ") + "\n");
  shutdown(0);
}
