/**
 * The accounts daemon: names, passwords (as hashes only), roles, and which
 * body is whose. One file an account under /secure/save, which no other
 * object may read.
 *
 * Functions that hash wait; other players go on meanwhile.
 */
#pragma strict_types

#include <globals.h>
#include <roles.h>

#define SAVE_DIR "/secure/save/accounts"

/** Shortest and longest name and password. */
#define MIN_NAME 3
#define MAX_NAME 16
#define MIN_PASSWORD 8
#define MAX_PASSWORD 128

/** Networks remembered of each account: home, work, a telephone or two. */
#define MOST_NETWORKS 4

/** Names that would be mistaken for something else. */
#define RESERVED ({ "me", "here", "all", "someone", "guest", "driver", "master", "nobody", "library" })

/** The account being saved or restored; its own variable because save_object() writes all. */
private mapping account = ([ ]);

private nosave mapping cache = ([ ]);
private nosave mapping bodies = ([ ]);
private nosave mapping pending = ([ ]);

private string save_file(string name) {
  return sprintf("%s/%s/%s", SAVE_DIR, name[0..0], name);
}

private int from_secure() {
  return strsrch(base_name(previous_object()), "/secure/") == 0;
}

/**
 * Why a name cannot be had, or 0 when it can.
 *
 * @param {string} name - lower case
 * @returns {string} a sentence for whoever asked
 */
string name_fault(string name) {
  if (strlen(name) < MIN_NAME || strlen(name) > MAX_NAME)
    return sprintf("A name has %d to %d letters.", MIN_NAME, MAX_NAME);
  for (int i = 0; i < strlen(name); i++)
    if (name[i] < 'a' || name[i] > 'z') return "A name has only the letters a to z.";
  if (member_array(name, RESERVED) != -1) return "That name is not to be had.";
  return 0;
}

/** Why a password will not do, or 0 when it will. */
string password_fault(string password) {
  if (strlen(password) < MIN_PASSWORD) return sprintf("Take at least %d characters.", MIN_PASSWORD);
  if (strlen(password) > MAX_PASSWORD) return "That is too long.";
  return 0;
}

private mapping find_account(string name) {
  if (!stringp(name) || name_fault(name)) return 0;
  if (cache[name]) return cache[name];
  if (file_size(save_file(name) + __SAVE_EXTENSION__) < 0) return 0;
  account = ([ ]);
  restore_object(save_file(name), 1);
  cache[name] = account;
  account = ([ ]);
  return cache[name];
}

private void save_account(string name) {
  assure_dir(dirname(save_file(name)));
  account = cache[name];
  save_object(save_file(name));
  account = ([ ]);
}

/** Is there an account of that name? */
int exists(string name) {
  return !!find_account(name);
}

/** Are there no accounts at all: is this the first boot? */
int is_empty() {
  return sizeof(cache) == 0 && sizeof(get_dir(SAVE_DIR + "/*") || ({ })) == 0;
}

/**
 * Makes an account. Waits while the password is hashed.
 *
 * @param {string} name - lower case
 * @param {string} password
 * @param {string} [role=ROLE_PLAYER]
 * @returns {int} 1, or 0 when the name is taken or will not do
 */
varargs int create_account(string name, string password, string role) {
  string oops, hash;

  if (!from_secure() || name_fault(name) || password_fault(password)) return 0;
  if (find_account(name) || pending[name]) return 0;
  pending[name] = 1;
  oops = catch(hash = password_hash(password));
  map_delete(pending, name);
  if (oops) error(oops);
  cache[name] = ([ "name": name, "hash": hash, "role": role || ROLE_PLAYER, "created": time() ]);
  save_account(name);
  if (cache[name]["role"] != ROLE_PLAYER) assure_dir("/players/" + name);
  log_file("accounts", sprintf("%s made as %s", name, cache[name]["role"]));
  return 1;
}

/**
 * Is this the account's password? Waits. Takes as long for a name that does
 * not exist, so that names cannot be fished for.
 */
int verify(string name, string password) {
  mapping found = find_account(name);

  if (!from_secure() || strlen(password) > MAX_PASSWORD) return 0;
  if (!found) {
    password_hash(password);
    return 0;
  }
  return password_verify(found["hash"], password);
}

/**
 * Sets a new password for whoever asks. Waits.
 *
 * @param {string} old - the present one
 * @param {string} password - the new one
 * @returns {string} 0 when done, else why not
 */
string change_password(string old, string password) {
  object body = previous_object() && this_player();
  string name = body && bodies[body];
  string oops = password_fault(password);

  if (!name) return "You have no account.";
  if (oops) return oops;
  if (!password_verify(find_account(name)["hash"], old)) return "That is not your password.";
  cache[name]["hash"] = password_hash(password);
  save_account(name);
  return 0;
}

/**
 * The role of an account.
 *
 * @returns {string} or 0 when there is none of that name
 */
string query_role(string name) {
  mapping found = find_account(name);

  return found && found["role"];
}

/** The names of those who build or keep the world, sorted. Each of them has a directory. */
string *query_builders() {
  string *names = get_dir("/players/") || ({ });

  return sort_array(filter(names, (: member_array(query_role($1), ({ ROLE_WIZARD, ROLE_ADMIN })) != -1 :)), 1);
}

/** Is there an admin but this one? */
private int has_other_admin(string name) {
  return sizeof(filter(query_builders() - ({ name }), (: query_role($1) == ROLE_ADMIN :))) > 0;
}

/**
 * Promotes or demotes. Admins only; the body changes at the next login.
 *
 * @returns {string} 0 when done, else why not
 */
string set_role(string name, string role) {
  mapping found = find_account(name);

  if (!MASTER_OB->is_admin_acting()) return "That is not for you to do.";
  if (!found || member_array(role, ALL_ROLES) == -1) return "There is no such account.";
  if (found["role"] == ROLE_ADMIN && role != ROLE_ADMIN && !has_other_admin(name))
    return "Nobody else is an admin: make somebody one first.";
  found["role"] = role;
  save_account(name);
  if (role != ROLE_PLAYER) assure_dir("/players/" + name);
  log_file("accounts", sprintf("%s made %s by %O", name, role, this_player()));
  return 0;
}

/**
 * Notes a login, and gives the time of the one before.
 *
 * @param {string} [network] - where it came from, as the guesses daemon has it
 */
varargs int note_login(string name, string network) {
  mapping found = find_account(name);
  int before = found && found["last"];

  if (!found || !from_secure()) return 0;
  found["last"] = time();
  if (network) found["networks"] = (({ network }) + ((found["networks"] || ({ })) - ({ network })))[0..MOST_NETWORKS - 1];
  save_account(name);
  return before;
}

/** Has somebody with its password come from that network lately? */
int has_come_from(string name, string network) {
  mapping found = from_secure() && find_account(name);

  return found && member_array(network, found["networks"] || ({ })) != -1;
}

/** The time of an account's last login, or 0. */
int query_last_login(string name) {
  mapping found = find_account(name);

  return found && found["last"];
}

/**
 * Says that a body belongs to an account. Only the login may.
 */
void register_body(object body, string name) {
  if (!from_secure()) return;
  bodies = filter(bodies, (: objectp($1) :));
  bodies[body] = name;
}

private string body_file(string role) {
  switch (role) {
    case ROLE_WIZARD:
    case ROLE_ADMIN:
      return STD_WIZARD;
    case ROLE_PLANNER:
      return STD_PLANNER;
  }
  return STD_PLAYER;
}

/**
 * Makes the body of an account as it was saved. Only the login and the
 * master may.
 */
object make_body(string name) {
  object body;

  if (!from_secure()) return 0;
  body = new(body_file(query_role(name)));
  register_body(body, name);
  body->setup(name);
  return body;
}

/** Whose body is this? 0 when nobody's. */
string name_of(object body) {
  return bodies[body];
}

/**
 * The role of a body, or 0 when it is nobody's: that of its account, and of
 * a player as long as the body is not one made for it.
 */
string role_of_body(object body) {
  string role = bodies[body] && query_role(bodies[body]);

  return role && base_name(body) != body_file(role) ? ROLE_PLAYER : role;
}

/** Bodies that were here before this daemon was made anew. */
void create() {
  foreach (object body in users())
    if (strsrch(base_name(body), "/std/") == 0) bodies[body] = body->query_name();
}
