/**
 * Simul_efuns that stand in front of driver efuns which could be misused.
 * Going round them with `efun::` is refused by secure/access.
 */
#pragma strict_types

#include <globals.h>
#include <roles.h>

/**
 * The role of a body: ROLE_PLAYER, ROLE_WIZARD, ROLE_ADMIN or ROLE_PLANNER.
 *
 * @returns {string} or 0 when the object is nobody's body
 */
string role_of(object body) {
  return body && ACCOUNTS_D->role_of_body(body);
}

/** Is this a body that builds? True for wizards and admins. */
int wizardp(object body) {
  string role = role_of(body);

  return role == ROLE_WIZARD || role == ROLE_ADMIN;
}

/**
 * Stops the driver. For admins only.
 *
 * @param {int} status - exit status of the process
 * @errors when anybody else is in the call chain
 */
varargs void shutdown(int status) {
  if (!MASTER_OB->is_admin_acting()) error("Only an admin may stop the world.\n");
  efun::shutdown(status);
}

/**
 * Ends an object. The guarded heart is for admins, and for itself.
 */
void destruct(object ob) {
  if (ob && strsrch(file_name(ob), "/secure/") == 0
    && strsrch(file_name(previous_object()), "/secure/") != 0 && !MASTER_OB->is_admin_acting())
    error("That is not yours to destruct.\n");
  efun::destruct(ob);
}

/** Moves a connection to another object. Only the guarded heart does that. */
int exec(object to, object from) {
  if (strsrch(base_name(previous_object()), "/secure/") != 0)
    error("exec() is for the login only.\n");
  return efun::exec(to, from);
}

#if efun_defined(fetch_variable)
/** Reads a variable of an object by name; not of the guarded heart. */
varargs mixed fetch_variable(string name, object ob) {
  ob ||= previous_object();
  if (strsrch(base_name(ob), "/secure/") == 0 && !MASTER_OB->is_admin_acting())
    error("That is not for you to see.\n");
  return efun::fetch_variable(name, ob);
}
#endif

#if efun_defined(store_variable)
/** Sets a variable of an object by name; not of the guarded heart. */
varargs void store_variable(string name, mixed value, object ob) {
  ob ||= previous_object();
  if (strsrch(base_name(ob), "/secure/") == 0) error("That is not for you to change.\n");
  efun::store_variable(name, value, ob);
}
#endif
