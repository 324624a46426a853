#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

/** `12`, `1.5`, `"two words"` and plain words, as values. */
private mixed value_of(string word) {
  int number;
  float real;
  string rest;

  if (sscanf(word, "%d%s", number, rest) == 2 && rest == "") return number;
  if (sscanf(word, "%f%s", real, rest) == 2 && rest == "") return real;
  if (strlen(word) > 1 && word[0] == '"' && word[<1] == '"') return word[1..<2];
  return find_thing(word) || word;
}

/** `orc->set_hp(12)`: real LPC after the arrow. */
private int call_expression(string what, string call) {
  mapping result;

  if (!find_target(what, 1)) return fail(what + ": no such object.");
  result = SCRIPT_D->run_text(this_player(), sprintf("ob(%O)->%s", what, call));

  if (result) show("=> ", result["value"]);
  return 1;
}

int main(string arg) {
  string *words = words_of(arg);
  object target;
  string what, call;

  if (arg && sscanf(arg, "%s->%s", what, call) == 2) return call_expression(trim(what), call);
  if (sizeof(words) < 2) return fail("call OBJECT FUNCTION [ARGUMENTS]");
  target = find_target(words[0], 1);
  if (!target) return fail(words[0] + ": no such object.");
  if (!function_exists(words[1], target)) return fail(sprintf("%O has no %s().", target, words[1]));
  show("=> ", call_other(target, words[1], map(words[2..], (: value_of($1) :))...));
  return 1;
}

string help() {
  return "call OBJECT FUNCTION [ARGUMENTS]\ncall OBJECT->FUNCTION(ARGUMENTS)\n\n"
    "Calls a function: `call orc set_max_hp 12`. Numbers, words and names of things\n"
    "near are passed as what they are. After an arrow you write LPC: `call\n"
    "orc->set_short(\"an ogre\")`.\n";
}
