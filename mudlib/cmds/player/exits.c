#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object room = environment(this_player());

  write(room ? room->exits_text(this_player()) : "There is no way out.\n");
  return 1;
}

string help() {
  return "exits\n\nSays where one can go from here. Go by typing the direction: north, or n.\n";
}
