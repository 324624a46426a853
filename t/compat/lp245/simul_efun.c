// What LP-245 calls as LDMud's efuns or its simul_efuns, said in FluffOS's. Where an efun works on the
// object that calls it, the call is bound to that object.

#define INPUT_NOECHO 1
#define INPUT_PROMPT 4
#define AS_CALLER(f) evaluate(bind(f, previous_object()))

private mapping lights = ([]);

private string quiet(string path) { return path[0..0] == "/" ? path[1..] : path; }

// ---- names and values ------------------------------------------------------------------------

/** Names have no slash in front, as in LDMud's compat mode. */
varargs string object_name(object ob) { return quiet(efun::file_name(ob || previous_object())); }
varargs string program_name(object ob) { return quiet(base_name(ob || previous_object())) + ".c"; }
string to_string(mixed x) { return stringp(x) ? x : sprintf(intp(x) || floatp(x) ? "%d" : "%O", x); }
string version() { return __VERSION__; }

int member(mixed in, mixed x) { return mapp(in) ? !undefinedp(in[x]) : member_array(x, in); }
int strstr(string in, string x) { return strsrch(in, x); }
mixed *m_values(mapping m) { return values(m); }
mixed *m_indices(mapping m) { return keys(m); }
mapping m_allocate(int n, int width) { return ([]); }
mixed *filter_objects(object *obs, string fn, mixed args...) { return filter(obs, (: call_other($1, $(fn), $(args)...) :)); }

varargs mixed extract(mixed x, int from, int to) {
  if (undefinedp(to)) return x[from..];
  return x[from..to];
}

/** The creator's name, of what wizards made. */
string creator(object ob) {
  string name;
  return ob && sscanf(efun::file_name(ob), "/players/%s/%*s", name) ? name : 0;
}

// ---- light -----------------------------------------------------------------------------------

int light_of(object ob) { return lights[ob]; }

/** Adds to the caller's own light; what lights the place it is in, in all. */
int set_light(int more) {
  object ob = previous_object();
  int sum;

  lights[ob] += more;
  while (environment(ob)) ob = environment(ob);
  foreach (object lamp in ({ ob }) + deep_inventory(ob)) sum += lights[lamp];
  return sum;
}

/** What the object is in, and what that is in, and so on. */
varargs object *all_environment(object ob) {
  object *out = ({});

  for (ob = environment(ob || previous_object()); ob; ob = environment(ob)) out += ({ ob });
  return sizeof(out) ? out : 0;
}

// ---- moving ----------------------------------------------------------------------------------

/** A living object that leaves a room makes the room's exit() run. */
varargs void move_object(mixed what, mixed where) {
  object ob = stringp(what) ? load_object(what) : what;
  object dest = stringp(where) ? load_object(where) : where;

  if (living(ob) && environment(ob)) environment(ob)->exit(ob);
  if (ob) evaluate(bind((: efun::move_object($(dest)) :), ob));
}

/** 0, or why not: as the old efun, which asked both sides. */
int transfer(object ob, mixed where) {
  object dest = stringp(where) ? load_object(where) : where;
  object from = environment(ob);
  int weight = ob->query_weight();

  if (from && living(from) && ob->drop()) return 2;
  if (!ob) return 2;
  if (from && !living(from) && function_exists("can_put_and_get", from) && !from->can_put_and_get()) return 3;
  if (living(dest) && function_exists("get", ob) && !ob->get()) return 6;
  if (function_exists("prevent_insert", ob) && !living(dest) && environment(dest) && ob->prevent_insert()) return 4;
  if (environment(dest) && !living(dest) && !dest->can_put_and_get()) return 5;
  if (weight && (living(dest) || environment(dest)) && !dest->add_weight(weight)) return 1;
  if (weight && from && (living(from) || environment(from))) from->add_weight(-weight);
  move_object(ob, dest);
  return 0;
}

varargs object present(mixed what, object where) {
  return where ? efun::present(what, where) : AS_CALLER((: efun::present($(what)) :));
}

// ---- players ---------------------------------------------------------------------------------

varargs void input_to(string fn, int flags, mixed args...) {
  if (flags & INPUT_PROMPT) {
    write(args[0]);
    args = args[1..];
  }
  AS_CALLER((: efun::input_to($(fn), $(flags & INPUT_NOECHO), $(args)...) :));
}

varargs int command(string text, object who) {
  return evaluate(bind((: efun::command($(text)) :), who || previous_object()));
}

varargs string query_ip_number(object ob) { return efun::query_ip_number(ob || previous_object()); }
varargs string query_ip_name(object ob) { return efun::query_ip_name(ob || previous_object()); }
mixed interactive_info(object ob, int what) { return 0; }
varargs mixed snoop(object who) { return who ? efun::snoop(this_player(), who) : efun::snoop(this_player()); }
string create_wizard(string owner, string domain) { return 0; }
varargs void wizlist(string name) { write("There are no wizards here.\n"); }
varargs void add_worth(int value, object ob) {}

varargs int cat(string file, int start, int num) {
  string text = start || num ? read_file(file, start || 1, num || 40) : read_file(file);

  if (text) write(text);
  return !!text;
}

varargs int tail(string file) {
  string *lines = explode(read_file(file) || "", "\n");

  write(implode(lines[<20..], "\n") + "\n");
  return 1;
}

int ls(string path) {
  write(implode(get_dir(path[<1] == '/' ? path : path + "/") || ({}), "\n") + "\n");
  return 1;
}

void localcmd() { write(implode(map(commands(), (: $1[0] :)), " ") + "\n"); }

void log_file(string file, string text) { write_file("/log/" + quiet(file), text); }
