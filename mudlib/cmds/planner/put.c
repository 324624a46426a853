#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

protected void got_line(string line, string path, string *lines) {
  if (line != ".") {
    input_to("got_line", 0, path, lines + ({ line[0..1] == ".." ? line[1..] : line }));
    return;
  }
  if (!write_file(path, implode(lines, "\n") + "\n", 1)) write(path + " cannot be written.\n");
  else write(sprintf("%s written, %d lines.\n", path, sizeof(lines)));
}

int main(string arg) {
  if (!arg) return fail("Put which file?");
  if (strsrch(arg, " in ") != -1 || strsrch(arg, " into ") != -1) return "/cmds/player/put"->main(arg);
  input_to("got_line", 0, path_of(arg), ({ }));
  return 1;
}

string help() {
  return "put FILE\n\n"
    "Takes the lines that follow as the file's text, until a line with only a dot.\n"
    "A line that begins with two dots loses one. `put THING in THING` is what\n"
    "players do.\n";
}
