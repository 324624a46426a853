/**
 * Talks to a new connection until it is somebody: asks for name and
 * password, makes new accounts, then gives the connection to a body and
 * is gone.
 */
#pragma strict_types

#include <globals.h>

/** Wrong passwords before the connection is closed. */
#define MAX_TRIES 3
/** Seconds from connecting to being somebody. */
#define PATIENCE 120

private nosave string name;
private nosave string password;
private nosave int tries = 0;

private void ask_name();

private void leave(string why) {
  write(why + "\n");
  destruct(this_object());
}

protected void too_slow() {
  if (interactive(this_object())) tell_object(this_object(), "\nToo slow. Good bye.\n");
  destruct(this_object());
}

/** Takes a body from another connection, which is told and closed. */
private void take_over(object body) {
  object old = new(LOGIN_OB);

  tell_object(body, "\nYou came in from elsewhere; this connection ends.\n");
  exec(old, body);
  destruct(old);
}

private void enter() {
  object body = find_player(name);
  int is_new = !body;
  int last;

  if (is_new) {
    body = ACCOUNTS_D->make_body(name);
  } else if (interactive(body)) {
    take_over(body);
  }
  last = ACCOUNTS_D->note_login(name);
  log_file("logins", sprintf("%s from %s", name, query_ip_number(this_object())));
  if (!exec(body, this_object())) return leave("Your body cannot be reached.");
  body->enter_world(is_new, last);
  destruct(this_object());
}

private void wrong_password() {
  if (++tries >= MAX_TRIES) {
    log_file("logins", sprintf("%s refused from %s", name, query_ip_number(this_object())));
    return leave("That was wrong too often.");
  }
  write("Wrong password.\n");
  ask_name();
}

protected void got_password(string text) {
  if (!ACCOUNTS_D->verify(name, text)) {
    sleep(1.0 + tries);
    return wrong_password();
  }
  enter();
}

protected void got_second_password(string text) {
  if (text != password) {
    password = 0;
    write("They are not the same. Choose a password: ");
    input_to("got_new_password", 1);
    return;
  }
  password = 0;
  if (!ACCOUNTS_D->create_account(name, text)) {
    write("Somebody took that name meanwhile.\n");
    return ask_name();
  }
  enter();
}

protected void got_new_password(string text) {
  string fault = ACCOUNTS_D->password_fault(text);

  if (fault) {
    write(fault + "\nChoose a password: ");
    input_to("got_new_password", 1);
    return;
  }
  password = text;
  write("Once more: ");
  input_to("got_second_password", 1);
}

protected void got_confirmation(string text) {
  if (strsrch(lower_case(text), "y") != 0) return ask_name();
  write("Choose a password: ");
  input_to("got_new_password", 1);
}

protected void got_name(string text) {
  string fault;

  name = lower_case(trim(text));
  if (name == "") return ask_name();
  if (name == "quit") return leave("Good bye.");
  if (ACCOUNTS_D->exists(name)) {
    write("Password: ");
    input_to("got_password", 1);
    return;
  }
  fault = ACCOUNTS_D->name_fault(name);
  if (fault) {
    write(fault + "\n");
    return ask_name();
  }
  write(sprintf("Nobody here is called %s. Shall that be you? (y/n) ", capitalize(name)));
  input_to("got_confirmation");
}

private void ask_name() {
  write("By what name do you wish to be known? ");
  input_to("got_name");
}

/** The connection stands: greet it. */
void logon() {
  call_out("too_slow", PATIENCE);
  write(read_file("/doc/welcome") || "Welcome.\n\n");
  ask_name();
}

/** The connection went away before it was anybody. */
void net_dead() {
  destruct(this_object());
}
