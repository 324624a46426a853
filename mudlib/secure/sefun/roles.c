/**
 * Simul_efuns about roles.
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
