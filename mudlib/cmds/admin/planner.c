#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

#define FORMS "planner [on|off|token NAME|revoke ID|approve ID|deny ID|cancel JOB|ask VERB ...|ask none]"

private void show_status() {
  mapping status = PLANNER_D->query_status();
  string *asked = PLANNER_D->query_to_approve();

  if (!mapp(status)) {
    write("This driver lets no planners in.\n");
    return;
  }
  write(sprintf("Planners are %s. To be approved: %s.\n", PLANNER_D->query_off() ? "OFF" : "on",
    sizeof(asked) ? enumerate(asked) : "nothing"));
  foreach (mapping one in PLANNER_D->query_tokens())
    write(sprintf("  token %-20s made %s\n", one["id"], ctime(one["made"])));
  foreach (mapping one in status["planners"])
    write(sprintf("  planner %-12s %d connections, %d ticks left this minute\n", one["name"], one["listeners"], one["ticks_left_this_minute"]));
  foreach (mapping one in status["jobs"])
    write(sprintf("  job %d of %s: %s, %s, %d ms\n", one["job"], one["principal"], one["verb"], one["state"], one["duration_ms"]));
  foreach (mapping one in status["approvals"])
    write(sprintf("  approval %d: %s wants to %s %s\n", one["id"], one["principal"], one["verb"],
      plain_text(json_encode(one["args"]))));
}

private int make_token(string name) {
  string token = PLANNER_D->make_token(name);

  if (!token) return fail("There is no planner of that name, or it has tokens enough.");
  write(sprintf("The token of %s, shown only now:\n%s\n", name, token));
  return 1;
}

private int decide(string action, string id) {
  if (!PLANNER_D->decide(action, to_int(id))) return fail("Nothing of that number waits.");
  write("Done.\n");
  return 1;
}

int main(string arg) {
  string *words = words_of(arg);

  if (!sizeof(words)) {
    show_status();
    return 1;
  }
  switch (words[0]) {
    case "on":
    case "off":
      if (!PLANNER_D->set_off(words[0] == "off")) return fail("That is not for you to do.");
      write(sprintf("Planners are %s.\n", words[0]));
      return 1;
    case "token":
      if (sizeof(words) == 2) return make_token(lower_case(words[1]));
      break;
    case "revoke":
      if (sizeof(words) != 2) break;
      if (!PLANNER_D->revoke_token(words[1])) return fail("There is no such token.");
      write("Revoked.\n");
      return 1;
    case "approve":
    case "deny":
    case "cancel":
      if (sizeof(words) == 2) return decide(words[0], words[1]);
      break;
    case "ask":
      if (sizeof(words) < 2) break;
      PLANNER_D->set_to_approve(words[1] == "none" ? ({ }) : words[1..]);
      write("Done.\n");
      return 1;
  }
  return fail(FORMS);
}

string help() {
  return FORMS + "\n\n"
    "Looks after AI planners. Alone, it shows their tokens, jobs and what waits for\n"
    "approval. off ends all they do and keeps them out until on. token makes a token\n"
    "for the account NAME, whose role must be planner (promote NAME planner). ask\n"
    "names the verbs (run, command, file_write, file_patch, ...) that wait until an\n"
    "admin approves each of them.\n";
}
