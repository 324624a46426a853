/** Stops the driver, or puts a new one in its place. */
#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

/** Seconds before the end at which everybody hears of it again. */
#define REMINDERS ({ 300, 60, 30, 10, 3 })
#define LONGEST 3600

private void announce(string text) {
  foreach (object body in users()) tell_object(body, "\n" + text + "\n");
}

private string because(string why) { return why == "" ? "." : ": " + why; }

/** Waits, and says so now and then. Whoever waits can interrupt it. */
private void count_down(int left, string what, string why) {
  announce(sprintf("%s %s in %s%s", this_player()->query_cap_name(), what, duration(left), because(why)));
  write("(Interrupt this with Ctrl-C to call it off.)\n");
  foreach (int next in REMINDERS) {
    if (next >= left) continue;
    sleep(left - next);
    left = next;
    announce(sprintf("%d seconds left.", left));
  }
  sleep(left);
}

int main(string arg) {
  string what = "stops the world";
  int again = 0, left = 0;

  arg = arg ? trim(arg) : "";
  if (arg == "--reexec" || strsrch(arg, "--reexec ") == 0) {
    again = 1;
    what = "makes the world anew";
    arg = trim(arg[8..]);
  }
  if (sscanf(arg + " ", "in %d %s", left, arg) == 2) arg = trim(arg);
  // A mistyped option or number must not be a reason.
  if (arg != "" && (arg[0] < 'A' || arg == "help")) return fail("shutdown [--reexec] [in SECONDS] [WHY]");
  if (left < 0 || left > LONGEST) return fail(sprintf("In at most %d seconds.", LONGEST));
  log_file("shutdown", sprintf("%O%s in %d s: %s", this_player(), again ? " (reexec)" : "", left, arg));
  if (left) count_down(left, what, arg);
  announce(sprintf("%s %s%s", this_player()->query_cap_name(), what, because(arg)));
  foreach (object body in users()) catch(body->save_me());
  if (again) reexec();
  else shutdown(0);
  return 1;
}

string help() {
  return "shutdown [--reexec] [in SECONDS] [WHY]\n\n"
    "Saves everybody and stops the driver, at once or when so many seconds have been\n"
    "counted down; an interrupt (Ctrl-C) calls it off. With --reexec a new driver goes\n"
    "on at once: telnet connections stay open, and everybody stands where they stood.\n"
    "Encrypted telnet (TLS) cannot be carried over: whoever comes by it is told, closed,\n"
    "and finds the body waiting.\n";
}
