/** A player of the sessions benchmark: two commands, one for itself, one for all. */
private int said = 0;

int say_it(string text) {
  said++;
  write(sprintf("You say: %s (%d)\n", text || "nothing", said));
  return 1;
}

int shout_it(string text) {
  message("shout", "Somebody shouts: " + text + "\n", users(), this_object());
  write("You shout.\n");
  return 1;
}

void receive_message(string kind, string text) {
  receive(text);
}

void logon() {
  enable_commands();
  add_action("say_it", "say");
  add_action("shout_it", "shout");
  write("Welcome.\n");
}
