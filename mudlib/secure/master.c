/**
 * The master object: what the driver asks when it wants to know the
 * library's mind. The answers live in the files inherited here;
 * this one holds only the boot and the front door.
 */
#pragma strict_types

#include <globals.h>
#include <roles.h>

inherit "/secure/access";
inherit "/secure/network";
inherit "/secure/report";
inherit "/secure/planner_rules";

/** Length of a generated password; 20 letters of 32 are 100 bits. */
#define PASSWORD_LENGTH 20
/** No 0, 1, l, o: people read these off a screen. */
#define PASSWORD_LETTERS "abcdefghijkmnpqrstuvwxyz23456789"

/** The keys of TLS cannot go to another process. */
#define BY_TLS "\nYour connection is encrypted and cannot be carried over: it ends now.\n" \
  "Connect again in a moment. Your body waits for you where you stand.\n"

/**
 * A new connection has arrived.
 *
 * @param {int} port - the port it came in by
 * @returns {object} the object that talks to it first
 */
object connect(int port) {
  return new(LOGIN_OB);
}

/**
 * Names what must be loaded before the first login.
 *
 * @returns {string *} paths, in order; each is given to preload()
 */
string *epilog(int load_empty) {
  assure_dir("/tmp");
  return ({
    ACCOUNTS_D, GUESSES_D, BANS_D, ERRORS_D, PLANNER_D, COMMAND_D, HELP_D, SKY_D, SOUL_D, CHANNEL_D, MAIL_D, QUEST_D,
    VOID_ROOM, START_ROOM,
  });
}

/**
 * Loads one of epilog()'s objects. A broken room must not stop the boot.
 */
void preload(string path) {
  string oops = catch(load_object(path));

  if (oops) debug_message(sprintf("preload of %s: %s", path, oops));
}

private string generated_password() {
  string letters = PASSWORD_LETTERS;
  string word = "";

  while (strlen(word) < PASSWORD_LENGTH) {
    int at = secure_random(strlen(letters));

    word += letters[at..at];
  }
  return word;
}

private mapping generated_account(string name, string role) {
  string password = generated_password();

  if (!ACCOUNTS_D->create_account(name, password, role)) return 0;
  return ([ "name": name, "password": password ]);
}

/**
 * The driver asks once, when the library has no accounts yet, and prints
 * what it gets. Waits while the passwords are hashed.
 *
 * @returns {mapping} credentials by role, or 0 when accounts exist
 */
mapping first_boot() {
  mapping wizard, planner;

  if (previous_object() || !ACCOUNTS_D->is_empty()) return 0;
  wizard = generated_account("wizard", ROLE_ADMIN);
  planner = generated_account("planner", ROLE_PLANNER);
  if (planner) planner["token"] = PLANNER_D->make_token("planner");
  return ([ "wizard": wizard, "planner": planner ]);
}

/**
 * A path was asked for that has no file. The nearest `virtual.c` beside it,
 * when there is one, may make an object for it.
 *
 * @param {string} path - without `.c`
 * @returns {object} the object to stand at that path, or 0
 */
object compile_object(string path) {
  string *parts = explode(path, "/");
  string server = "/" + implode(parts[0..<2], "/") + "/virtual";

  if (sizeof(parts) < 2 || path == server) return 0;
  if (file_size(server + ".c") < 0) return 0;
  return server->compile_object(path);
}

/**
 * Makes a file name absolute, as seen by whoever types it.
 */
string make_path_absolute(string path) {
  string cwd = this_player() && this_player()->query_cwd();

  return resolve_path(cwd || "/", path);
}

/**
 * How the driver's own messages and `%O` call an object.
 */
string object_name(object ob) {
  return ACCOUNTS_D->name_of(ob) || file_name(ob);
}

/**
 * `hauki driver --flag "call PATH FUNCTION"` calls a function once the
 * library stands; the tests and cron jobs use it.
 */
void flag(string text) {
  string path, fn;

  if (sscanf(text, "call %s %s", path, fn) == 2) call_other(path, fn);
  else debug_message("Unknown flag: " + text + "\n");
}

/**
 * The driver is about to stop: the last chance to save.
 */
void shutting_down(string reason) {
  // Who stays connected is not to think it is the end.
  string text = strsrch(reason, "restarts") == -1 ? "The world stops." : reason;

  foreach (object body in users()) {
    tell_object(body, sprintf("\n%s\n", text));
    catch(body->rescue_text());
    catch(body->save_me());
  }
  catch(ERRORS_D->save_me());
}

/**
 * The driver restarts and keeps this connection: what to remember.
 *
 * @returns {string} the account, or 0 for somebody who is still at the login
 */
string copyover_save(object body) {
  mapping client = client_info(body);

  if (client && client["kind"] == "telnets") tell_object(body, BY_TLS);
  return ACCOUNTS_D->name_of(body);
}

/**
 * A connection came over from the driver before.
 *
 * @returns {object} its body, which copyover_done() is called in next
 */
object copyover_restore(string name) {
  return ACCOUNTS_D->exists(name) ? ACCOUNTS_D->make_body(name) : 0;
}

/** The driver met a fault of its own. */
void crash(string message, object player, object ob) {
  log_file("crash", sprintf("%s (%O, %O)", message, player, ob));
  shutting_down("the driver met a fault");
}
