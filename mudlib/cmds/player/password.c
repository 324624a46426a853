#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

private void ask(string question, function next) {
  write(question);
  input_to(next, 1);
}

private void got_again(string again, string old, string fresh) {
  string fault;

  if (again != fresh) {
    write("They are not the same. Nothing is changed.\n");
    return;
  }
  fault = ACCOUNTS_D->change_password(old, fresh);
  write(fault ? fault + "\n" : "Your password is changed.\n");
}

private void got_new(string fresh, string old) {
  ask("Once more: ", (: got_again($1, $(old), $(fresh)) :));
}

private void got_old(string old) {
  ask("New password: ", (: got_new($1, $(old)) :));
}

int main(string arg) {
  ask("Your password now: ", (: got_old :));
  return 1;
}

string help() {
  return "password\n\nChanges your password. You are asked for the old one first.\n";
}
