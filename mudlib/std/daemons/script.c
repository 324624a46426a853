/**
 * Runs pieces of LPC that somebody typed: makes a program of them in the
 * owner's own directory, so that they run with the owner's rights, calls
 * it, and takes it away again.
 */
#pragma strict_types

#include <globals.h>

inherit STD_DAEMON;

/** What is typed to see what happens may leave a variable unused. */
#define QUIET "#pragma no_warnings\n"

private nosave int serial = 0;

/** Words that begin a statement rather than an expression. */
private nosave string *openers = ({
  "{", "return", "if", "for", "foreach", "while", "do", "switch", "int", "string", "object",
  "mapping", "mixed", "float", "function", "buffer", "class",
});

private string first_word(string text) {
  int end = 0;

  if (text[0] == '{') return "{";
  while (end < strlen(text) && text[end] >= 'a' && text[end] <= 'z') end++;
  return text[0..end - 1];
}

/** Is there a semicolon, outside of strings? */
private int has_statements(string text) {
  foreach (string *literal in pcre_match_all(text, "\"(\\\\.|[^\"\\\\])*\""))
    text = replace_string(text, literal[0], "");
  return strsrch(text, ";") != -1;
}

/** `1 + 2` becomes `return 1 + 2;`, statements stay as they are. */
private string body_of(string text) {
  text = trim(text);
  if (!has_statements(text) && member_array(first_word(text), openers) == -1)
    return "return " + text + ";";
  return text[<1] == ';' || text[<1] == '}' ? text : text + ";";
}

private string program_text(string text) {
  return sprintf("%sinherit \"/std/script\"; mixed run() {\n%s\n}\n", QUIET, body_of(text));
}

/**
 * The program of a typed piece of LPC in which its lines keep their numbers.
 *
 * @param {string} text - an expression, or statements
 * @returns {string} LPC with a function run()
 */
string program_on_one_line(string text) {
  return sprintf("inherit \"/std/script\"; mixed run() { %s\n}\n", body_of(text));
}

private string cost_text(int ticks, int ns) {
  int us = ns / 1000;

  return sprintf("%d ticks, %d.%03d ms", ticks, us / 1000, us % 1000);
}

/**
 * Makes an object of LPC that somebody typed. What the compiler says of it
 * has been shown by the master.
 *
 * @param {object} who - a wizard's or planner's body
 * @param {string} text - an expression, or statements
 * @returns {object} for run_object(), or 0 when it does not compile
 */
object compile_text(object who, string text) {
  string dir = who->query_home() + "/tmp";
  string path = sprintf("%s/eval_%d", dir, ++serial);
  object ob;
  string oops;

  assure_dir(dir);
  if (!write_file(path + ".c", program_text(text), 1)) {
    write(path + ".c cannot be written.\n");
    return 0;
  }
  oops = catch(ob = load_object(path));
  rm(path + ".c");
  if (oops && strsrch(oops, "does not compile") == -1) write(oops);
  return ob;
}

/**
 * Runs what compile_text() made, and takes it away. It may wait. An error
 * is shown to this_player().
 *
 * @returns {mapping} value, cost; or 0 when it failed
 */
mapping run_object(object ob) {
  int started = time_ns();
  int ticks = ticks_used();
  mixed oops;
  mixed value;

  oops = catch(value = ob->run());
  ticks = ticks_used() - ticks;
  if (ob) destruct(ob);
  if (!oops) return ([ "value": value, "cost": cost_text(ticks, time_ns() - started) ]);
  // throw() throws what it likes.
  write(stringp(oops) ? MASTER_OB->caught_text(oops) || oops : sprintf("*Thrown: %O\n", oops));
  return 0;
}

/**
 * Both at once.
 *
 * @returns {mapping} value, cost; or 0 when it did not compile or failed
 */
mapping run_text(object who, string text) {
  object ob = compile_text(who, text);

  return ob && run_object(ob);
}
