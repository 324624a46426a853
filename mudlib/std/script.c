/**
 * What a typed piece of LPC sees beside the efuns.
 */
#pragma strict_types

/** Who runs it. */
protected object me() { return this_player(); }

/** The room of who runs it. */
protected object here() { return this_player() && environment(this_player()); }

/**
 * `me` and `here`; something they carry or see, by name; or a player; or
 * the object of a path, which is loaded if need be.
 */
protected object ob(string name) {
  object who = me();
  object found = name == "me" ? who : name == "here" ? here() : who && (present(name, who) || (here() && present(name, here())));
  string path = who ? resolve_path(who->query_cwd(), name) : name;

  if (!found) found = find_player(name) || find_object(path);
  return found || (file_size(path + ".c") >= 0 ? load_object(path) : 0);
}
