#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

inherit "/std/composer";

#define FORMS "mail\nmail NUMBER\nmail to NAME[,NAME...] SUBJECT\nmail reply [all] NUMBER\nmail thread NUMBER\nmail delete NUMBER"

/** Those a letter is for, as one writes them. */
private string names_of(mapping letter) { return enumerate(map(MAIL_D->query_recipients(letter), (: capitalize($1) :))); }

private string line_of(mapping letter) {
  string me = this_player()->query_name();
  string other = letter["from"] == me ? "to " + names_of(letter) : capitalize(letter["from"]);

  return sprintf("%3d %-6s %-16s %s  %s", letter["id"], letter["read"] ? "" : "unread", other,
    strftime("%d %b", letter["time"]), letter["subject"]);
}

private string text_of(mapping letter) {
  return sprintf("From: %s\nTo: %s\nOn: %s\nAbout: %s\n\n%s", capitalize(letter["from"]), names_of(letter),
    ctime(letter["time"]), letter["subject"], letter["text"]);
}

private int show_list() {
  mapping *letters = MAIL_D->query_letters();

  if (!sizeof(letters)) return done("You have no letters.");
  this_player()->page(implode(map(letters, (: line_of($1) :)), "\n"));
  return 1;
}

private int show_one(int id) {
  mapping letter = MAIL_D->read_letter(id);

  if (!letter) return fail("You have no such letter.");
  this_player()->page(text_of(letter));
  return 1;
}

private void deliver(string *to, string subject, string thread, string text) {
  string fault = MAIL_D->send(to, subject, text, thread);

  write(fault ? fault + "\n" : "Your letter is on its way.\n");
}

private int write_letter(string *to, string subject, string thread) {
  foreach (string name in to)
    if (!ACCOUNTS_D->exists(name)) return fail(sizeof(to) == 1 ? "Nobody is called that." : sprintf("Nobody is called %s.", capitalize(name)));
  compose((: deliver($(to), $(subject), $(thread), $1) :));
  return 1;
}

/** `bob, carol The party`: names up to the first that no comma follows, then the subject. */
private int begin_letter(string typed) {
  string *to = ({ });
  string name, rest = replace_string(typed, ", ", ",");

  if (sscanf(rest, "%s %s", name, rest) != 2) return fail("Under which subject? mail to NAME SUBJECT");
  foreach (string one in explode(lower_case(name), ",") - ({ "" }))
    to = to - ({ one }) + ({ one == "me" ? (string)this_player()->query_name() : one });
  return write_letter(to, rest, 0);
}

/** Answers a letter: whoever wrote it, or with `to_all` everybody who has it. */
private int reply(int id, int to_all) {
  mapping letter = MAIL_D->read_letter(id);
  string me = this_player()->query_name();
  string *to;
  string subject;

  if (!letter) return fail("You have no such letter.");
  subject = strsrch(letter["subject"], "Re: ") == 0 ? letter["subject"] : "Re: " + letter["subject"];
  to = MAIL_D->query_recipients(letter);
  if (letter["from"] != me) to = ({ letter["from"] }) + (to_all ? to - ({ me, letter["from"] }) : ({ }));
  return write_letter(to, subject, letter["thread"]);
}

private int show_thread(int id) {
  mapping letter = MAIL_D->read_letter(id);

  if (!letter) return fail("You have no such letter.");
  this_player()->page(implode(map(MAIL_D->query_thread(letter["thread"]), (: text_of($1) :)), "\n---\n"));
  return 1;
}

int main(string arg) {
  string typed;
  int id;

  if (!arg) return show_list();
  if (sscanf(arg, "to %s", typed) == 1) return begin_letter(typed);
  if (sscanf(arg, "reply all %d", id) == 1) return reply(id, 1);
  if (sscanf(arg, "reply %d", id) == 1) return reply(id, 0);
  if (sscanf(arg, "thread %d", id) == 1) return show_thread(id);
  if (sscanf(arg, "delete %d", id) == 1)
    return MAIL_D->delete_letter(id) ? done("You throw it away.") : fail("You have no such letter.");
  if (sscanf(arg, "%d", id) == 1) return show_one(id);
  return fail(FORMS);
}

string help() {
  return FORMS + "\n\n"
    "Letters, which wait for those who are not here: lists yours, shows one, writes\n"
    "one, answers one, shows all that belongs together, throws one away.\n";
}
