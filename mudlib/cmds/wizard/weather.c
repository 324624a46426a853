#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  if (!arg) return done(sprintf("%s: %s", capitalize(SKY_D->query_weather()), SKY_D->query_text()));
  if (!SKY_D->set_weather(lower_case(arg))) return fail("weather [clear|hazy|overcast|drizzle|rain|storm]");
  return done("Ok.");
}

string help() {
  return "weather\nweather KIND\n\n"
    "Says what the weather is, or makes it clear, hazy, overcast, drizzle, rain or\n"
    "storm.\n";
}
