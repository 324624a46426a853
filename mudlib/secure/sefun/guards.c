/**
 * Simul_efuns about roles, and one that stands in front of a driver efun
 * which the master is not asked about. Going round it with `efun::` is
 * refused by secure/access.
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
 * Ends an object. The guarded heart is for admins, and for itself.
 */
void destruct(object ob) {
  if (ob && strsrch(file_name(ob), "/secure/") == 0
    && strsrch(file_name(previous_object()), "/secure/") != 0 && !MASTER_OB->is_admin_acting())
    error("That is not yours to destruct.\n");
  efun::destruct(ob);
}
