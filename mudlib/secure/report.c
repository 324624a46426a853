/**
 * What becomes of errors. The wizard who caused one sees all of it at
 * once; a player sees a short text with the number it is logged under.
 *
 * Inherited by the master. The log and its numbers are secure/errors.
 */
#pragma strict_types

#include <globals.h>
#include <roles.h>

/** Frames shown of a deep recursion: both ends tell the story. */
#define SHOWN_FRAMES 24

private nosave mapping last_caught = ([ ]);

private string frame_text(mapping frame) {
  string where = sprintf("%s:%d", frame["file"] || frame["program"] || "?", frame["line"]);
  mixed ob = frame["object"] || frame["object_name"];

  if (objectp(ob)) ob = file_name(ob);
  return sprintf("  %-20s %s%s%s\n", (frame["function"] || "?") + "()", where,
    stringp(ob) && strsrch(where, ob) != 0 ? " in " + ob : "",
    frame["node"] ? " on " + frame["node"] : "");
}

/** Of typed code, only what it called itself is of interest. */
private mapping *without_library(mapping *trace) {
  for (int i = sizeof(trace) - 1; i > 0; i--)
    if (trace[i - 1]["program"] == SCRIPT_D + ".c") return trace[i..];
  return trace;
}

/**
 * An error as a wizard reads it: the message, then the trace, innermost
 * call last.
 *
 * @param {mapping} error - as error_handler() gets it
 * @returns {string} several lines
 */
string error_text(mapping error) {
  mapping *trace = without_library(error["trace"] || ({ }));
  string *lines = map(trace, (: frame_text($1) :));
  int size = sizeof(lines);

  if (size > SHOWN_FRAMES)
    lines = lines[0..SHOWN_FRAMES / 2 - 1]
      + ({ sprintf("  ... %d more ...\n", size - SHOWN_FRAMES) })
      + lines[<SHOWN_FRAMES / 2..];
  return sprintf("%s%s", error["error"], implode(lines, ""));
}

/** The wizard whose directory a program lies in, when logged in. */
private object author_of(string program) {
  string name;

  if (!stringp(program) || sscanf(program, "/players/%s/", name) != 1) return 0;
  return find_player(name);
}

/** Whose code it was: the innermost of the trace that is anybody's. The library only did what it was told. */
private object author_of_error(mapping error) {
  mapping *trace = error["trace"] || ({ });
  object author = author_of(error["program"]);

  for (int i = sizeof(trace) - 1; i >= 0 && !author; i--) author = author_of(trace[i]["program"]);
  return author;
}

private int reads_traces(object body) {
  return body && member_array(role_of(body), ({ ROLE_WIZARD, ROLE_ADMIN, ROLE_PLANNER })) != -1;
}

private void tell_reader(object body, string text, int id) {
  tell_object(body, sprintf("[error %d] %s", id, text));
  body->gmcp_error(id, text);
}

/** What nobody on the spot can do anything about, those who keep the world hear of in a line. */
private void tell_keepers(mapping error, int id) {
  foreach (object body in users())
    if (role_of(body) == ROLE_ADMIN)
      tell_object(body, sprintf("[error %d] %s: %s\n", id, error["program"] || "driver", trim(error["error"])));
}

private void tell_victim(object body, mapping error, string text, int id) {
  if (!body) return;
  if (reads_traces(body)) tell_reader(body, text, id);
  else tell_object(body, sprintf("Something went wrong there. (Error %d; the wizards have been told.)\n", id));
}

/**
 * The driver's apply for run-time errors.
 *
 * @param {mapping} error - error, program, object, line, trace
 * @param {int} caught - 1 when catch() took it: then it is only remembered
 */
void error_handler(mapping error, int caught) {
  object victim = this_player();
  object author = author_of_error(error);
  string text;
  int id;

  if (caught) {
    last_caught = error;
    return;
  }
  text = error_text(error);
  id = ERRORS_D->record(error["program"] || "driver", error["error"], text);
  tell_victim(victim, error, text, id);
  if (author && author != victim) tell_reader(author, text, id);
  if (!author && !reads_traces(victim) && ERRORS_D->is_new(id)) tell_keepers(error, id);
}

/**
 * The trace of the error that catch() took last, for code that catches,
 * tidies up and still wants it told.
 *
 * @param {string} message - what catch() gave; another error gives 0
 * @returns {string} the text with the trace, or 0
 */
string caught_text(string message) {
  return last_caught["error"] == message ? error_text(last_caught) : 0;
}

/**
 * The driver's apply for compile errors: told to who loads the file and to
 * whose it is, and logged.
 *
 * @param {string} file - the file that did not compile
 * @param {string} message - line, column, source line and caret
 */
void log_error(string file, string message) {
  object body = this_player();
  object author = author_of(file);

  if (message[<1] != '\n') message += "\n";
  if (reads_traces(body)) tell_object(body, message);
  if (author && author != body) tell_object(author, message);
  ERRORS_D->record_compile(file, message);
}
