/**
 * A service: one object, never cloned, kept in memory.
 */
#pragma strict_types

/** Where it is saved, when it has something to save. */
string save_file() {
  return "/save/daemons/" + explode(file_name(), "/")[<1];
}

/** Saves and restores the variables that are not `nosave`. */
void save_me() {
  assure_dir("/save/daemons");
  save_object(save_file());
}

/** Becomes what save_me() saved, if there is anything. */
void restore_me() {
  if (file_size(save_file() + __SAVE_EXTENSION__) > 0) restore_object(save_file(), 1);
}

/** The driver may never unload it. */
int clean_up(int refs) { return 0; }

void create() {
  if (clonep()) error("A daemon is not cloned.\n");
}
