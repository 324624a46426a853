/**
 * Who may do what. The rule is that every object of the call chain must
 * have the right: code of a wizard that an admin happens to run gains
 * nothing by it. The library's own code (/secure, /std, /cmds) is neutral,
 * it neither adds a right nor takes one.
 *
 * Inherited by the master. Must not load anything while it decides: it is
 * asked in the middle of compiles.
 */
#pragma strict_types

#include <globals.h>
#include <roles.h>

/** Acts for nobody: may read what players may, and write nothing. */
#define NOBODY "(nobody)"
/** Acts for the library itself, when no one else is in the chain. */
#define LIBRARY "(library)"

/** Who builds where, kept by admins: a line `haukila: anna bert` for each domain. */
#define BUILDERS "/secure/builders"

private string role_of_name(string name) {
  object accounts = find_object(ACCOUNTS_D);

  if (name == LIBRARY) return LIBRARY;
  return (accounts && accounts->query_role(name)) || NOBODY;
}

/**
 * On whose behalf an object acts: an account's name, NOBODY, or 0 for the
 * library's own neutral code.
 */
private string principal(object ob) {
  string *path = explode(base_name(ob), "/");
  object accounts = find_object(ACCOUNTS_D);
  string name;

  if (!sizeof(path)) return NOBODY;
  switch (path[0]) {
    case "secure":
    case "cmds":
      return 0;
    case "std":
      name = accounts && accounts->name_of(ob);
      return name || (living(ob) ? NOBODY : 0);
    case "players":
      return sizeof(path) > 2 ? path[1] : NOBODY;
  }
  return NOBODY;
}

/**
 * Everybody a chain of objects acts for, each once. A chain of library code
 * alone is a command that asked for another line: it acts for who typed it.
 */
private string *principals(object *chain) {
  mapping found = ([ ]);
  string typist = this_player() && principal(this_player());

  foreach (object ob in chain) {
    string name = ob && principal(ob);

    if (name) found[name] = 1;
  }
  if (sizeof(found)) return keys(found);
  return ({ typist || LIBRARY });
}

private int is_secret(string *path) {
  if (sizeof(path) < 2) return 0;
  if (path[0] == "secure") return path[1] == "save";
  if (path[0] == "players") return sizeof(path) > 2 && path[2] == "private";
  return path[0] == "save";
}

private int may_read(string *path, string name, string role) {
  string top = sizeof(path) ? path[0] : "";

  if (top == "secure" && sizeof(path) > 1 && path[1] == "save") return 0;
  if (role == ROLE_ADMIN || role == LIBRARY) return 1;
  if (top == "players" && sizeof(path) > 1 && path[1] == name) return 1;
  if (is_secret(path)) return 0;
  if (role == ROLE_WIZARD || role == ROLE_PLANNER) return 1;
  return member_array(top, ({ "doc", "cmds", "std", "include", "domains" })) != -1;
}

/** Is somebody listed among those who build a domain? */
private int builds_in(string name, string domain) {
  foreach (string line in explode(read_file(BUILDERS) || "", "\n")) {
    string *words = explode(line, " ") - ({ "" });

    if (sizeof(words) && words[0] == domain + ":") return member_array(name, words[1..]) != -1;
  }
  return 0;
}

private int may_write(string *path, string name, string role) {
  if (path[0] == "secure" && path[1] == "save") return 0;
  switch (role) {
    case ROLE_ADMIN:
      return 1;
    case LIBRARY:
      return path[0] == "log" || path[0] == "save";
    case ROLE_WIZARD:
    case ROLE_PLANNER:
      if (path[0] == "players") return path[1] == name && sizeof(path) > 2;
      if (path[0] == "workers") return path[1] == name;
      if (path[0] == "domains") return sizeof(path) > 2 && builds_in(name, path[1]);
      return path[0] == "tmp";
  }
  return 0;
}

/** Is it a body's save file, as save_object() or the file efuns name it, or on the way there? */
private int is_save_path(string path, string name) {
  string file = name && player_save_file(name);

  return file && (path == file || path == file + __SAVE_EXTENSION__ || strsrch(file, path + "/") == 0);
}

/**
 * Files an object may touch whoever is in the chain: accounts their
 * passwords, a body its own save file, a daemon its own, and the logs.
 */
private int is_own_file(string *path, object ob) {
  string base = base_name(ob);

  if (!sizeof(path)) return 0;
  if (path[0] == "log") return strsrch(base, "/secure/") == 0;
  if (path[0] == "players") return sizeof(path) < 3 && base == ACCOUNTS_D;
  if (sizeof(path) < 2) return path[0] == "save";
  switch (path[0]) {
    case "secure":
      if (path[1] != "save") return base == MUDS_D && sizeof(path) == 2 && path[1] == "muds";
      return base == ACCOUNTS_D
        || base == PLANNER_D && (sizeof(path) == 2 || strsrch(path[2], "planners") == 0)
        || base == ERRORS_D && (sizeof(path) == 2 || strsrch(path[2], "errors") == 0)
        || base == BANS_D && (sizeof(path) == 2 || strsrch(path[2], "bans") == 0);
    case "save":
      if (path[1] == "daemons") return strsrch(base, "/std/daemons/") == 0;
      return is_save_path("/" + implode(path, "/"), principal(ob));
  }
  return 0;
}

/**
 * Do all of the call chain's principals have one of these roles, and is
 * there one at all? For code that guards a privileged act.
 *
 * @param {string *} roles
 * @returns {int} 1 when they do
 */
int is_acting_as(string *roles) {
  foreach (string name in principals(previous_object(-1)))
    if (member_array(role_of_name(name), roles) == -1) return 0;
  return 1;
}

/** Does an admin act here, and nobody else? */
int is_admin_acting() {
  return is_acting_as(({ ROLE_ADMIN }));
}

/** Who called the simul_efun, when it is one that called the efun. */
private object asker(object ob) {
  object *chain = previous_object(-1);

  if (base_name(ob) != SIMUL_OB) return ob;
  foreach (object caller in chain) if (caller && caller != ob) return caller;
  return ob;
}

/**
 * Is it the library that adds to a log? It may, whoever it acts for, but
 * only by log_file(): a command that writes what it is told to may not.
 */
private int is_logging(string *path, object ob) {
  string base = base_name(asker(ob));

  if (!sizeof(path) || path[0] != "log" || base_name(ob) != SIMUL_OB) return 0;
  return strsrch(base, "/std/daemons/") == 0 || strsrch(base, "/cmds/") == 0
    || member_array(base, ({ STD_PLAYER, STD_WIZARD, STD_PLANNER })) != -1;
}

/**
 * May `ob` read `file`? Asked for every file efun, and for what a
 * program includes and inherits: any source will do there, secrets not.
 *
 * @param {string} file - absolute path
 * @param {object} ob - who called the efun
 * @param {string} func - the efun's name
 * @returns {int} 1 to allow
 */
int valid_read(string file, mixed ob, string func) {
  string *path = explode(file, "/") - ({ "" });

  if (member_array(func, ({ "include", "load_object" })) != -1 && !is_secret(path)) return 1;
  if (!objectp(ob) || is_own_file(path, ob) || is_own_file(path, asker(ob))) return 1;
  foreach (string name in principals(({ ob }) + previous_object(-1)))
    if (!may_read(path, name, role_of_name(name))) return 0;
  return 1;
}

/**
 * May `ob` write `file`? Arguments as for valid_read().
 */
int valid_write(string file, mixed ob, string func) {
  string *path = explode(file, "/") - ({ "" });

  if (!objectp(ob) || is_own_file(path, ob) || is_own_file(path, asker(ob)) || is_logging(path, ob)) return 1;
  if (sizeof(path) < 2) return is_admin_acting();
  foreach (string name in principals(({ ob }) + previous_object(-1)))
    if (!may_write(path, name, role_of_name(name))) return 0;
  return 1;
}

/**
 * May this object make workers on the swarm?
 *
 * @param {object} ob - who called clone_distributed()
 * @param {mixed} source - a gem-pointer or LPC text
 * @param {mapping} config
 */
int valid_distributed(object ob, mixed source, mapping config) {
  // A worker asks by its ghost: whoever made it was asked how many it may have
  // made (`clones`), and the driver counts them.
  return remotep(ob) || is_acting_as(({ ROLE_WIZARD, ROLE_PLANNER, ROLE_ADMIN }));
}

/** Is it the name of somebody's body, or of an object from their directory? */
private int is_made_by(string owner, string name) {
  object ob = find_object(owner);

  return strsrch(owner, "/players/" + name + "/") == 0 || ob && principal(ob) == name;
}

/**
 * The tools of the browser client: wizards have them all, files as
 * valid_read() and valid_write() say. Only an admin looks into workers that
 * somebody else's objects made, or ends them.
 *
 * @param {object} body - who asks
 * @param {string} tool
 * @param {mapping} args - of the request; `owner` is the name of the object
 *   that had a worker made
 */
mixed valid_tool(object body, string tool, mapping args) {
  string role = ACCOUNTS_D->role_of_body(body);

  if (role != ROLE_WIZARD && role != ROLE_ADMIN) return "Only wizards have tools.";
  if (strsrch(tool, "worker") == 0 && role != ROLE_ADMIN && args["owner"] && !is_made_by(args["owner"], principal(body)))
    return "That worker is somebody else's.";
  return 1;
}

/** The profiler sees every program's name: wizards may. */
int valid_profile(object ob, string func) {
  return is_acting_as(({ ROLE_WIZARD, ROLE_ADMIN }));
}

/** Only an admin stops the world. */
int valid_shutdown(object ob) { return is_admin_acting(); }

/** Connections change hands at the login only. */
int valid_exec(object ob, object to, object from) {
  return base_name(ob) == LOGIN_OB;
}

/** Wizards may look over the shoulders of players, admins over anybody's. */
int valid_snoop(object ob, object snooper, object victim) {
  if (!victim || is_admin_acting()) return 1;
  return is_acting_as(({ ROLE_WIZARD, ROLE_ADMIN })) && role_of_name(principal(victim)) == ROLE_PLAYER;
}

/**
 * May `ob` reach into another object's variables? Wizards read all but the
 * guarded heart's and people's letters, and write those of their own programs.
 */
int valid_variable(object ob, object target, string name, int writing) {
  string *acting = principals(previous_object(-1));

  if (is_admin_acting()) return 1;
  if (writing) return sizeof(acting) == 1 && principal(target) == acting[0] && !interactive(target);
  return strsrch(base_name(target), "/secure/") != 0 && base_name(target) != MAIL_D
    && is_acting_as(({ ROLE_WIZARD, ROLE_PLANNER, ROLE_ADMIN }));
}

/**
 * A variable of an object, private ones too: for those who look into
 * programs. Whoever valid_variable() lets read may.
 */
mixed look_inside(object ob, string name) {
  if (!valid_variable(previous_object(), ob, name, 0)) error("Permission denied.\n");
  return evaluate(bind((: fetch_variable($(name)) :), ob));
}

/** Nothing of the guarded heart, and no body, may be shadowed. */
int valid_shadow(object ob) {
  return strsrch(base_name(ob), "/secure/") != 0 && !ACCOUNTS_D->name_of(ob);
}

/**
 * The guarded heart is ended by admins and by itself, bodies by the
 * library's own code; the rest by anybody.
 */
int valid_destruct(object ob, object target) {
  string base = base_name(ob);

  if (strsrch(base, "/secure/") == 0 || is_admin_acting()) return 1;
  if (strsrch(base_name(target), "/secure/") == 0) return 0;
  return !ACCOUNTS_D->name_of(target) || strsrch(base, "/std/") == 0 || strsrch(base, "/cmds/") == 0;
}

/** No simul_efun stands in front of an efun, so there is nothing to go round. */
int valid_override(string file, string name, string main_file) { return 1; }

/** A function pointer changes hands only where a secure object does it. */
int valid_bind(object binder, object old_owner, object new_owner) {
  return strsrch(base_name(binder), "/secure/") == 0;
}

/** Programs do not come from where data is kept. */
int valid_object(object ob) {
  return member_array(explode(base_name(ob), "/")[0], ({ "log", "save", "doc" })) == -1;
}

/** Builders may be out of sight, and the guarded heart sees all the same. */
int valid_hide(object ob) {
  string role = role_of_name(principal(ob));

  return strsrch(base_name(ob), "/secure/") == 0 || role == ROLE_WIZARD || role == ROLE_ADMIN;
}

/** One tick limit for all. */
int valid_eval_limit(object ob) { return 0; }

/** Rights are decided here by path and role: nothing is to be gained by privs. */
int valid_set_privs(object ob, object target, mixed privs) { return 0; }

/** A second name for a file would go round the rules for its first one. */
int valid_link(string from, string to) { return 0; }
