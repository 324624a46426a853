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
#define GUESSES_D       "/secure/guesses"
#define BANS_D          "/secure/bans"
#define MUDS_D          "/secure/muds"
#define ERRORS_D        "/secure/errors"
#define PLANNER_D       "/secure/planner"

/* Services anybody may call. */
#define COMMAND_D       "/std/daemons/command"
#define SCRIPT_D        "/std/daemons/script"
#define HELP_D          "/std/daemons/help"
#define SETTINGS_D      "/std/daemons/settings"
#define SKY_D           "/std/daemons/sky"
#define SOUL_D          "/std/daemons/soul"
#define CHANNEL_D       "/std/daemons/channel"
#define MAIL_D          "/std/daemons/mail"
#define BOARD_D         "/std/daemons/board"
#define QUEST_D         "/std/daemons/quest"
#define TEST_D          "/std/daemons/test"

/* What the world is made of. */
#define STD_OBJECT      "/std/object"
#define STD_ITEM        "/std/item"
#define STD_CONTAINER   "/std/container"
#define STD_ROOM        "/std/room"
#define STD_SHOP        "/std/shop"
#define STD_EXIT        "/std/exit"
#define STD_DOOR        "/std/door"
#define STD_KEY         "/std/key"
#define STD_BAG         "/std/bag"
#define STD_CHEST       "/std/chest"
#define STD_CORPSE      "/std/corpse"
#define STD_COINS       "/std/coins"
#define STD_WEAPON      "/std/weapon"
#define STD_ARMOUR      "/std/armour"
#define STD_FOOD        "/std/food"
#define STD_DRINK       "/std/drink"
#define STD_LIGHT       "/std/light"
#define STD_BOARD       "/std/board"
#define STD_LIVING      "/std/living"
#define STD_NPC         "/std/npc"
#define STD_PLAYER      "/std/player"
#define STD_WIZARD      "/std/wizard"
#define STD_PLANNER     "/std/planner"
#define STD_COMMAND     "/std/command"
#define STD_NOTE        "/std/note"
#define STD_DAEMON      "/std/daemon"
#define STD_QUEST       "/std/quest"
#define STD_TEST        "/std/test"

/* What has changed, for players. */
#define NEWS            "/doc/news"

/* Where people begin, where the dead wake up, and where those go whose room is gone. */
#define START_ROOM      "/domains/haukila/square"
#define DEATH_ROOM      "/domains/haukila/chapel"
#define VOID_ROOM       "/std/void"

/* The driver's own functions, for editors; the driver knows them without. */
#ifdef __LANGUAGE_SERVER__
#include <efuns.h>
#endif

#endif
