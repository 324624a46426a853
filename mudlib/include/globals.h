/*
 * Where things are. Files name their neighbours through these, so that a
 * file can move without a search through the library.
 */
#ifndef GLOBALS_H
#define GLOBALS_H

/* The guarded heart: loaded at boot, writable by admins only. */
#define MASTER_OB       "/secure/master"
#define SIMUL_OB        "/secure/simul_efun"
#define LOGIN_OB        "/secure/login"
#define ACCOUNTS_D      "/secure/accounts"
#define ERRORS_D        "/secure/errors"
#define PLANNER_D       "/secure/planner"

/* Services anybody may call. */
#define COMMAND_D       "/std/daemons/command"
#define SCRIPT_D        "/std/daemons/script"
#define HELP_D          "/std/daemons/help"

/* What the world is made of. */
#define STD_OBJECT      "/std/object"
#define STD_ITEM        "/std/item"
#define STD_CONTAINER   "/std/container"
#define STD_ROOM        "/std/room"
#define STD_DOOR        "/std/door"
#define STD_LIVING      "/std/living"
#define STD_NPC         "/std/npc"
#define STD_PLAYER      "/std/player"
#define STD_WIZARD      "/std/wizard"
#define STD_PLANNER     "/std/planner"
#define STD_COMMAND     "/std/command"
#define STD_DAEMON      "/std/daemon"

/* Where people begin, and where they go when their room is gone. */
#define START_ROOM      "/domains/haukila/square"
#define VOID_ROOM       "/std/void"

/* The driver's own functions, for editors; the driver knows them without. */
#ifdef __LANGUAGE_SERVER__
#include <efuns.h>
#endif

#endif
