/**
 * What a typed piece of LPC sees beside the efuns.
 */
#pragma strict_types

/** Who runs it. */
protected object me() { return this_player(); }

/** The room of who runs it. */
protected object here() { return this_player() && environment(this_player()); }

/** Something they carry or see, by name; or a player. */
protected object ob(string name) {
  object who = me();

  if (!who) return 0;
  return present(name, who) || (here() && present(name, here())) || find_player(name);
}
