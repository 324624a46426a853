/**
 * The board on the market square.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_BOARD;

void create() {
  ::create();
  set_board("haukila");
  set_long("Planks, nails, and what the people of Haukila want each other to know.");
}
