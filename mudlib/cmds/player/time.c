#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object room = environment(this_player());

  write(sprintf("It is %s here, about %d o'clock.\n", SKY_D->query_phase(), SKY_D->query_hour()));
  if (room && room->query_outdoors()) write(SKY_D->query_text() + "\n");
  return done(sprintf("By the clock outside the world: %s.", ctime(time())));
}

string help() {
  return "time\n\n"
    "Says what time of day it is, and what the weather is like. A day here lasts\n"
    "two hours.\n";
}
