/*
 * The four roles an account can have. A role decides which commands a body
 * finds (daemons/command) and which files its owner may touch (secure/access).
 */
#ifndef ROLES_H
#define ROLES_H

#define ROLE_PLAYER     "player"
#define ROLE_WIZARD     "wizard"
#define ROLE_ADMIN      "admin"
#define ROLE_PLANNER    "planner"

#define ALL_ROLES       ({ ROLE_PLAYER, ROLE_WIZARD, ROLE_ADMIN, ROLE_PLANNER })

#endif
