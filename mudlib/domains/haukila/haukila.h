/*
 * Where things are in Haukila.
 */
#ifndef HAUKILA_H
#define HAUKILA_H

#include <globals.h>

#define VILLAGE         "/domains/haukila/"
#define SHORE           "/domains/haukila/shore/"
#define WOOD            "/domains/haukila/wood/"
#define ISLAND          "/domains/haukila/island/"
#define LAKE            "/domains/haukila/lake/"
#define NPC             "/domains/haukila/npc/"
#define OBJ             "/domains/haukila/obj/"

#define BELL_QUEST      "silent_bell"
#define BELL_ASKED      1
#define BELL_KEY        2
#define BELL_CRYPT      3
#define BELL_TONGUE     4
#define BELL_RINGS      5

#define CRYPT_KEY       "haukila crypt"

#endif
