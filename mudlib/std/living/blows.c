/**
 * What one sees of a fight: the one who strikes, the one who is struck,
 * and those who stand by.
 */
#pragma strict_types

string the_short();
void tell(string text);

/** How hard a blow was, for someone with that much health. */
private string force_of(int points, int health) {
  int percent = points * 100 / (health > 0 ? health : 1);

  if (percent < 8) return " lightly";
  if (percent < 20) return "";
  if (percent < 40) return " hard";
  return " with terrible force";
}

private void tell_others(object who, string text, int is_miss) {
  object room = environment();
  object *watchers = room ? filter(all_inventory(room), (: interactive($1) :)) - ({ this_object(), who }) : ({ });

  foreach (object watcher in watchers) watcher->tell_fight(text, is_miss);
}

/**
 * Tells what happens in a fight. Bodies that want less of it override this.
 *
 * @param {string} text
 * @param {int} is_miss - 1 when nothing came of it
 */
void tell_fight(string text, int is_miss) { tell(text); }

/** A blow that missed. */
protected void show_miss(object who) {
  tell_fight(sprintf("You miss %s.", who->the_short()), 1);
  who->tell_fight(capitalize(the_short()) + " misses you.", 1);
  tell_others(who, sprintf("%s misses %s.", capitalize(the_short()), who->the_short()), 1);
}

/**
 * A blow that hit.
 *
 * @param {string *} hit - `({ "cut", "cuts" })`
 */
protected void show_blow(object who, string *hit, int points) {
  string force = force_of(points, who->query_max_hp());
  string name = capitalize(the_short());

  tell_fight(sprintf("You %s %s%s.", hit[0], who->the_short(), force), 0);
  who->tell_fight(sprintf("%s %s you%s.", name, hit[1], force), 0);
  tell_others(who, sprintf("%s %s %s%s.", name, hit[1], who->the_short(), force), 0);
}
