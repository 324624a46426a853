/**
 * The planners' daemon: their tokens (as hashes only), the switch that lets
 * them in, what of theirs a human must approve, and their bodies. A planner
 * is an account with that role; programs log in as it with a token.
 */
#pragma strict_types

#include <globals.h>
#include <roles.h>

#define SAVE_FILE "/secure/save/planners"

/** Letters of a token; 40 of 32 are 200 bits, so a fast hash will do. */
#define TOKEN_LENGTH 40
#define TOKEN_LETTERS "abcdefghijkmnpqrstuvwxyz23456789"
/** Tokens one planner may have at a time. */
#define MAX_TOKENS 10

/** hash of a token -> ([ id, name, made ]) */
private mapping tokens = ([ ]);
private int serial = 0;
private int is_off = 0;
/** Verbs that wait for a human's yes. */
private string *to_approve = ({ });

private nosave mapping bodies = ([ ]);

private int from_secure() {
  return previous_object() && strsrch(base_name(previous_object()), "/secure/") == 0;
}

private int may_change() {
  return from_secure() || MASTER_OB->is_admin_acting();
}

private void save_me() {
  assure_dir(dirname(SAVE_FILE));
  save_object(SAVE_FILE);
}

private string new_token() {
  string word = "";

  while (strlen(word) < TOKEN_LENGTH) {
    int at = secure_random(strlen(TOKEN_LETTERS));

    word += TOKEN_LETTERS[at..at];
  }
  return "hauki_" + word;
}

/**
 * Makes a token. This is the only time it can be seen. Admins only.
 *
 * @param {string} name - account with the planner's role
 * @returns {string} the token, or 0
 */
string make_token(string name) {
  string token;

  if (!may_change() || ACCOUNTS_D->query_role(name) != ROLE_PLANNER) return 0;
  if (sizeof(filter(values(tokens), (: $1["name"] == $(name) :))) >= MAX_TOKENS) return 0;
  token = new_token();
  tokens[hash("sha256", token)] = ([ "id": sprintf("%s-%d", name, ++serial), "name": name, "made": time() ]);
  save_me();
  log_file("accounts", sprintf("token %s-%d made", name, serial));
  return token;
}

/**
 * Takes a token away. Admins only.
 *
 * @param {string} id - as in query_tokens()
 * @returns {int} 1 when there was one
 */
int revoke_token(string id) {
  string *found = filter(keys(tokens), (: tokens[$1]["id"] == $(id) :));

  if (!may_change() || !sizeof(found)) return 0;
  map_delete(tokens, found[0]);
  save_me();
  log_file("accounts", sprintf("token %s revoked", id));
  return 1;
}

/** Is there a token of that id? */
int has_token(string id) {
  return sizeof(filter(values(tokens), (: $1["id"] == $(id) :))) > 0;
}

/** The tokens there are, without what would let one in: id, name, made. */
mapping *query_tokens() {
  return map(values(tokens), (: copy($1) :));
}

/**
 * Whose token is this?
 *
 * @returns {mapping} principal, credential, home; or 0
 */
mapping login(string token, string address) {
  mapping found = tokens[hash("sha256", token)];

  if (!from_secure() || is_off || !found) return 0;
  if (ACCOUNTS_D->query_role(found["name"]) != ROLE_PLANNER) return 0;
  return ([ "principal": found["name"], "credential": found["id"], "home": "/players/" + found["name"] ]);
}

/** Are planners kept out? */
int query_off() { return is_off; }

/**
 * Lets planners in or keeps them out; the choice outlives the driver.
 * Off ends what they do at once. Admins only.
 */
int set_off(int off) {
  if (!may_change()) return 0;
  is_off = !!off;
  save_me();
  planner_control(is_off ? "off" : "on");
  log_file("planner", sprintf("switched %s by %O", is_off ? "off" : "on", this_player()));
  return 1;
}

/** The verbs that a human must approve. */
string *query_to_approve() { return copy(to_approve); }

/** Sets them. Admins only. */
int set_to_approve(string *verbs) {
  if (!may_change()) return 0;
  to_approve = copy(verbs);
  save_me();
  return 1;
}

/** What the driver knows: switch, planners, jobs, approvals. Admins only. */
mapping query_status() {
  return may_change() ? planner_control("status") : 0;
}

/**
 * A human's answer to a request, or the end of a job. Admins only.
 *
 * @param {string} action - approve, deny or cancel
 * @param {int} id - of the approval or job
 * @returns {int} 1 when there was one
 */
int decide(string action, int id) {
  if (!may_change() || member_array(action, ({ "approve", "deny", "cancel" })) == -1) return 0;
  return planner_control(action, id);
}

/**
 * The body of a planner: the one in the world, or a new one.
 */
object body_of(string name) {
  object body = find_player(name);

  if (!from_secure()) return 0;
  if (body) bodies[name] = body;
  else {
    body = new(STD_PLANNER);
    ACCOUNTS_D->register_body(body, name);
    body->setup(name);
  }
  return body;
}

/** The driver has connected a body: it comes into the world. */
void enter(object body) {
  string name = ACCOUNTS_D->name_of(body);
  int is_new = bodies[name] != body;

  if (!from_secure()) return;
  bodies[name] = body;
  log_file("logins", name + " as a planner");
  body->enter_world(is_new, ACCOUNTS_D->note_login(name));
}

void create() {
  restore_object(SAVE_FILE, 1);
  if (is_off) planner_control("off");
}
