/**
 * The simul_efuns of a worker: what library objects expect to find, without
 * anything of /secure. There are no accounts there, and no log folder.
 */
#pragma strict_types

inherit "/std/sefun/paths";
inherit "/std/sefun/text";

/** Nobody has a body in a worker. */
string role_of(object body) { return 0; }

/** Nor builds there. */
int wizardp(object body) { return 0; }

/** A line in the worker's own log, which mesh_log() reads. */
void log_file(string name, string text) { write(name + ": " + text); }
