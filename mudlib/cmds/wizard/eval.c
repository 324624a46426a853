#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

private void evaluate_text(string text) {
  mapping result = SCRIPT_D->run_text(this_player(), text);

  if (result) show(sprintf("[%s] => ", result["cost"]), result["value"]);
}

protected void got_line(string line, string *lines) {
  if (line == ".") return evaluate_text(implode(lines, "\n"));
  write("* ");
  input_to("got_line", 0, lines + ({ line }));
}

int main(string arg) {
  if (arg) {
    evaluate_text(arg);
    return 1;
  }
  write("Type LPC; a line with only a dot ends it.\n* ");
  input_to("got_line", 0, ({ }));
  return 1;
}

string help() {
  return "eval EXPRESSION\neval STATEMENTS\neval\n\n"
    "Evaluates LPC and shows its value. Statements may declare variables and\n"
    "`return` a value; without an argument you type several lines. me() is you,\n"
    "here() is the room, ob(\"orc\") is a thing near. It may wait\n"
    "(clone_distributed, sleep): others go on meanwhile.\n";
}
