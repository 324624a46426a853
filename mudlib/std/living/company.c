/**
 * Going together: whom it follows, who follows it, and the group that a
 * leader has taken in, which shares what is learnt.
 */
#pragma strict_types

#include <globals.h>

/** Most who follow one leader. */
#define MOST_FOLLOWERS 20

void tell(string text);
string query_cap_name();
int go(string direction);
int is_fighting();

private nosave object leader = 0;
private nosave object *followers = ({ });
/** Those of the followers who belong to its group. */
private nosave object *taken = ({ });

/** Whom it follows, or 0. */
object query_leader() { return leader; }

/** Who follows it. */
object *query_followers() {
  followers = filter(followers, (: objectp($1) :));
  return copy(followers);
}

/** Called by who begins or ends following it: see follow(). */
void note_follower(object who, int flag) {
  if (who != previous_object()) return;
  followers = query_followers() - ({ who });
  if (flag) followers += ({ who });
  else taken -= ({ who });
}

private int leads_back(object who) {
  for (object ob = who; ob; ob = ob->query_leader()) if (ob == this_object()) return 1;
  return 0;
}

/**
 * Begins to follow somebody, or ends with 0.
 *
 * @returns {string} 0 when done, else why not
 */
string follow(object who) {
  if (who && leads_back(who)) return who == this_object() ? "You are with yourself always." : "That would go round in circles.";
  if (who && sizeof(who->query_followers()) >= MOST_FOLLOWERS) return "Too many follow already.";
  if (leader) leader->note_follower(this_object(), 0);
  leader = who;
  if (leader) leader->note_follower(this_object(), 1);
  return 0;
}

/** It has left a room: those who follow come after. */
protected void lead(object from, string direction) {
  foreach (object ob in query_followers()) if (ob && environment(ob) == from) ob->come_after(this_object(), direction);
}

/** Its leader has gone: goes after, if nothing keeps it. */
void come_after(object who, string direction) {
  if (who != leader || is_fighting() || who != previous_object()) return;
  tell(sprintf("You follow %s %s.", who->the_short(), direction));
  go(direction);
}

/**
 * Takes one who follows it into its group, or puts it out.
 *
 * @returns {int} 1 when it is in now
 */
int take_in(object who) {
  if (member_array(who, query_followers()) == -1) return 0;
  if (member_array(who, taken) != -1) {
    taken -= ({ who });
    return 0;
  }
  taken += ({ who });
  return 1;
}

/** Has it taken somebody in? */
int has_in_group(object who) { return member_array(who, taken) != -1; }

/** Everybody of its group, the leader first; itself alone when there is none. */
object *query_group() {
  if (leader && leader->has_in_group(this_object())) return leader->query_group();
  taken = filter(taken, (: objectp($1) :));
  return ({ this_object() }) + taken;
}

/** It goes from the world: nobody follows it any more, and it follows nobody. */
protected void part_company() {
  foreach (object ob in query_followers()) ob->follow(0);
  follow(0);
}
