/**
 * Talks to a new connection until it is somebody: asks for name and
 * password, makes new accounts, then gives the connection to a body and
 * is gone.
 */
#pragma strict_types

#include <globals.h>
#include <patience.h>

inherit "/secure/char_login";

/** Wrong passwords before the connection is closed. */
#define MAX_TRIES 3
/** For who guesses, and who comes from where others do. */
#define TOO_MANY "Too many passwords were tried from where you are. Wait a minute, then try again."

private nosave string name;
private nosave string password;
private nosave int tries = 0;
/** The name was asked for, and nothing else is under way. */
private nosave int awaiting = 0;
/** A password is being hashed: what was begun is ended before the object goes. */
private nosave int busy = 0;

private void ask_name();

private void leave(string why) {
  write(why + "\n");
  destruct(this_object());
}

protected void too_slow() {
  if (busy) {
    call_out("too_slow", 1);
    return;
  }
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
  string banned = BANS_D->ban_of(name);
  int is_new = !body;
  int last;

  if (banned) return leave(banned);
  if (is_new) {
    body = ACCOUNTS_D->make_body(name);
  } else if (interactive(body)) {
    take_over(body);
  }
  last = ACCOUNTS_D->note_login(name, GUESSES_D->network_of(query_ip_number(this_object())));
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

/** Was it too fast, or a wrong password? Says so. */
private void refuse(int verdict) {
  if (verdict < 0) leave(TOO_MANY);
  else wrong_password();
}

/** Did the connection go away while a password was hashed? Then this goes, too. */
private int is_gone() {
  if (interactive(this_object())) return 0;
  destruct(this_object());
  return 1;
}

/**
 * Is it the password of that name? Waits: for its turn, for the hash, and
 * after a wrong one, which is counted first.
 *
 * @returns {int} 1, 0, or -1 when it was not looked at
 */
private int try_password(string who, string text) {
  string address = query_ip_number(this_object());
  string key = ACCOUNTS_D->exists(who) ? who : "";
  int wait = GUESSES_D->charge(address, key);
  int is_right;

  if (wait < 0) return -1;
  if (wait) sleep(wait);
  if (catch(is_right = ACCOUNTS_D->verify(who, text))) return -1;
  if (is_right) GUESSES_D->refund(address, key);
  else sleep(1.0 + tries);
  return is_right;
}

protected void got_password(string text) {
  int verdict;

  busy = 1;
  verdict = try_password(name, text);
  busy = 0;
  if (is_gone()) return;
  if (verdict > 0) enter();
  else refuse(verdict);
}

/** The client sent a name and its password by itself, instead of its user. */
protected void got_credentials(string who, string text) {
  int verdict;

  remove_get_char(this_object());
  awaiting = 0;
  name = lower_case(trim(who));
  busy = 1;
  verdict = try_password(name, text);
  busy = 0;
  if (is_gone()) return;
  gmcp_login_result(verdict > 0 ? 0 : verdict < 0 ? TOO_MANY : "Wrong name or password.");
  if (verdict < 1) return refuse(verdict);
  write("\n");
  enter();
}

/** Nothing but the name is waited for. */
protected int awaits_name() { return awaiting; }

protected void got_second_password(string text) {
  int is_made;
  string oops;

  if (text != password) {
    password = 0;
    write("They are not the same. Choose a password: ");
    input_to("got_new_password", 1);
    return;
  }
  password = 0;
  busy = 1;
  oops = catch(is_made = ACCOUNTS_D->create_account(name, text));
  busy = 0;
  if (is_gone()) return;
  if (oops) return leave(TOO_MANY);
  if (!is_made) {
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

  awaiting = 0;
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
  awaiting = 1;
  input_to("got_name");
}

/** The connection stands: greet it. */
void logon() {
  string banned = BANS_D->ban_of(query_ip_number(this_object()));

  if (banned) return leave(banned);
  call_out("too_slow", LOGIN_PATIENCE);
  write(read_file("/doc/welcome") || "Welcome.\n\n");
  ask_name();
}

/** The connection went away before it was anybody. */
void net_dead() {
  if (!busy) destruct(this_object());
}
