#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

inherit "/std/composer";

#define FORMS "mail, mail NUMBER, mail to NAME SUBJECT, mail reply NUMBER, mail thread NUMBER, mail delete NUMBER"

private string line_of(mapping letter) {
  string me = this_player()->query_name();
  string other = letter["from"] == me ? "to " + capitalize(letter["to"]) : capitalize(letter["from"]);

  return sprintf("%3d %-6s %-16s %s  %s", letter["id"], letter["read"] ? "" : "unread", other,
    strftime("%d %b", letter["time"]), letter["subject"]);
}

private string text_of(mapping letter) {
  return sprintf("From: %s\nTo: %s\nOn: %s\nAbout: %s\n\n%s", capitalize(letter["from"]), capitalize(letter["to"]),
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

private void deliver(string to, string subject, string thread, string text) {
  string fault = MAIL_D->send(to, subject, text, thread);

  write(fault ? fault + "\n" : "Your letter is on its way.\n");
}

private int write_letter(string to, string subject, string thread) {
  if (!ACCOUNTS_D->exists(to)) return fail("Nobody is called that.");
  compose((: deliver($(to), $(subject), $(thread), $1) :));
  return 1;
}

private int reply(int id) {
  mapping letter = MAIL_D->read_letter(id);
  string me = this_player()->query_name();
  string subject;

  if (!letter) return fail("You have no such letter.");
  subject = strsrch(letter["subject"], "Re: ") == 0 ? letter["subject"] : "Re: " + letter["subject"];
  return write_letter(letter["from"] == me ? letter["to"] : letter["from"], subject, letter["thread"]);
}

private int show_thread(int id) {
  mapping letter = MAIL_D->read_letter(id);

  if (!letter) return fail("You have no such letter.");
  this_player()->page(implode(map(MAIL_D->query_thread(letter["thread"]), (: text_of($1) :)), "\n---\n"));
  return 1;
}

int main(string arg) {
  string name, subject;
  int id;

  if (!arg) return show_list();
  if (sscanf(arg, "to %s %s", name, subject) == 2) return write_letter(lower_case(name), subject, 0);
  if (sscanf(arg, "reply %d", id) == 1) return reply(id);
  if (sscanf(arg, "thread %d", id) == 1) return show_thread(id);
  if (sscanf(arg, "delete %d", id) == 1)
    return MAIL_D->delete_letter(id) ? done("You throw it away.") : fail("You have no such letter.");
  if (sscanf(arg, "%d", id) == 1) return show_one(id);
  return fail(FORMS);
}

string help() {
  return "mail\nmail NUMBER\nmail to NAME SUBJECT\nmail reply NUMBER\nmail thread NUMBER\nmail delete NUMBER\n\n"
    "Letters, which wait for those who are not here: lists yours, shows one, writes\n"
    "one, answers one, shows all that belongs together, throws one away.\n";
}
