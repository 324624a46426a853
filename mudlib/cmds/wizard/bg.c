#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

private void run(object who, object script) {
  mapping result = SCRIPT_D->run_object(script);

  if (who && result) tell_object(who, sprintf("[job: %s] => %O\n", result["cost"], result["value"]));
}

int main(string arg) {
  object script;

  if (!arg) return fail("Run what in the background?");
  script = SCRIPT_D->compile_text(this_player(), arg);
  if (script) write(sprintf("Job %d.\n", background((: run, this_player(), script :))));
  return 1;
}

string help() {
  return "bg LPC\n\n"
    "Evaluates as `eval` does, but you need not wait: the value is shown when it is\n"
    "there. See also: jobs.\n";
}
