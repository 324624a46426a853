/**
 * What planners may do: the driver asks for each of their requests. Rights
 * over files and objects are those of their account, as for everybody
 * (secure/access); here is what is asked besides.
 *
 * Inherited by the master. Must not wait.
 */
#pragma strict_types

#include <globals.h>
#include <roles.h>

/** valid_planner()'s answer: a human must say yes first. */
#define ASK_A_HUMAN 2

/**
 * Who is this token?
 *
 * @param {string} token
 * @param {string} address - where it came from
 * @returns {mapping} principal, credential, home; or 0
 */
mapping planner_login(string token, string address) {
  return previous_object() ? 0 : PLANNER_D->login(token, address);
}

/**
 * May a planner do this?
 *
 * @param {string} name - of its account
 * @param {string} verb - run, file_write, command, …
 * @param {mapping} args - the verb's arguments
 * @param {string} credential - id of its token
 * @returns {mixed} 1 for yes, 2 for yes if a human approves, 0 or a reason for no
 */
mixed valid_planner(string name, string verb, mapping args, string credential) {
  if (PLANNER_D->query_off()) return "Planners are switched off.";
  if (ACCOUNTS_D->query_role(name) != ROLE_PLANNER) return name + " is no planner.";
  if (!PLANNER_D->has_token(credential)) return "The token was taken away.";
  return member_array(verb, PLANNER_D->query_to_approve()) != -1 ? ASK_A_HUMAN : 1;
}

/** The planners' daemon minds the switch, approvals and jobs. */
int valid_planner_control(object ob, string action) {
  return base_name(ob) == PLANNER_D;
}

/** The body of a planner, made if need be. */
object planner_body(string name) {
  return previous_object() ? 0 : PLANNER_D->body_of(name);
}

/** A body of planner_body() has its connection now. */
void planner_enter(object body) {
  if (!previous_object()) PLANNER_D->enter(body);
}

/**
 * The program that a planner's LPC becomes. Its first line must stay the
 * first, so that the compiler's lines are the planner's.
 */
string planner_program(string name, string source) {
  return previous_object() ? 0 : SCRIPT_D->program_on_one_line(source);
}

/** The errors that are remembered with a greater number than `after`, by number. */
mapping *planner_errors(string name, int after) {
  mapping *found = filter(ERRORS_D->query_errors(), (: $1["id"] > $(after) :));

  return sort_array(found, (: $1["id"] - $2["id"] :));
}

/** A planner's request waits for a human: tell those who can answer. */
void planner_asked(mapping request) {
  if (previous_object()) return;
  foreach (object body in users())
    if (role_of(body) == ROLE_ADMIN)
      tell_object(body, sprintf("[planner] %s wants to %s: %s\n[planner] `planner approve %d` or `planner deny %d`.\n",
        request["principal"], request["verb"], plain_text(json_encode(request["args"])), request["id"], request["id"]));
}
