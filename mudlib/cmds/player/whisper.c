#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();
  object friend;
  string name, words;

  if (!arg || sscanf(arg, "%s %s", name, words) != 2) return fail("Whisper to whom what?");
  if (name == "to" && sscanf(words, "%s %s", name, words) != 2) return fail("Whisper what?");
  friend = find_somebody(name);
  if (!friend) return fail("There is nobody of that name here.");
  me->voice(sprintf("whispers something to %s.", friend->the_short()), ({ friend }));
  if (!friend->ignores(me)) {
    friend->tell(friend->paint("talk", sprintf("%s whispers to you: %s", me->query_cap_name(), words)));
    friend->heard(me, words);
  }
  return done(sprintf("You whisper to %s: %s", friend->the_short(), words));
}

string help() {
  return "whisper NAME WORDS\n\nSays something to one person here; the others see that you do, but not what.\n";
}
