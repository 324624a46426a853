/**
 * Who may not come in: names of accounts, and addresses they come from.
 * Admins keep the list; the login asks.
 */
#pragma strict_types

#include <globals.h>
#include <roles.h>

#define SAVE_FILE "/secure/save/bans"

/** Most entries: it is looked through at each login. */
#define MOST 1000

/** name, or address perhaps ending in `*` -> ([ by, when, until, why ]) */
private mapping bans = ([ ]);

private void save_me() {
  assure_dir(dirname(SAVE_FILE));
  save_object(SAVE_FILE);
}

private int is_over(mapping ban) {
  return ban["until"] && ban["until"] <= time();
}

private int matches(string what, string given) {
  return what == given || what[<1] == '*' && strsrch(given, what[0..<2]) == 0;
}

/**
 * Why somebody may not come in.
 *
 * @param {string} given - name of an account, or an address
 * @returns {string} a sentence for them, or 0 when they may
 */
string ban_of(string given) {
  foreach (string what, mapping ban in bans) {
    if (is_over(ban) || !matches(what, given)) continue;
    return sprintf("You are banned from here%s: %s", ban["until"] ? " until " + ctime(ban["until"]) : "", ban["why"]);
  }
  return 0;
}

private string fault_of(string what) {
  if (sizeof(bans) >= MOST && !bans[what]) return "The list is full.";
  if (ACCOUNTS_D->exists(what))
    return ACCOUNTS_D->query_role(what) == ROLE_ADMIN ? "Admins are not banned; demote them first." : 0;
  if (!pcre_match(what, "^[0-9a-f]+[.:][0-9a-f.:]*\\*?\\z"))
    return "That is neither an account nor an address, such as 192.0.2.7, 192.0.2.* or 2001:db8:*.";
  return 0;
}

private void throw_out(string what, string why) {
  foreach (object body in users()) {
    string name = ACCOUNTS_D->name_of(body);

    if (!name || ACCOUNTS_D->query_role(name) == ROLE_ADMIN) continue;
    if (!matches(what, name) && !matches(what, query_ip_number(body))) continue;
    tell_object(body, sprintf("\nYou are banned from here: %s\n", why));
    body->remove();
  }
}

/**
 * Bans a name or an address; whoever that is and plays is put out. Admins
 * only.
 *
 * @param {string} what - `rude`, `192.0.2.7`, `192.0.2.*`
 * @param {int} days - 0 for good
 * @param {string} why - what they are told
 * @returns {string} 0 when done, else why not
 */
string add_ban(string what, int days, string why) {
  string fault = fault_of(what);

  if (!MASTER_OB->is_admin_acting()) return "That is not for you to do.";
  if (fault) return fault;
  bans = filter(bans, (: !is_over($2) :));
  bans[what] = ([ "by": ACCOUNTS_D->name_of(this_player()), "when": time(), "until": days && time() + days * 86400, "why": why ]);
  save_me();
  log_file("accounts", sprintf("%s banned by %O: %s", what, this_player(), why));
  throw_out(what, why);
  return 0;
}

/**
 * Takes a ban back. Admins only.
 *
 * @returns {int} 1 when there was one
 */
int remove_ban(string what) {
  if (!MASTER_OB->is_admin_acting() || !bans[what]) return 0;
  map_delete(bans, what);
  save_me();
  log_file("accounts", sprintf("%s no longer banned, by %O", what, this_player()));
  return 1;
}

/** The list: name or address to by, when, until, why. Admins only. */
mapping query_bans() {
  return MASTER_OB->is_admin_acting() ? filter(copy(bans), (: !is_over($2) :)) : 0;
}

void create() {
  restore_object(SAVE_FILE, 1);
}
