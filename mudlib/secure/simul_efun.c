/**
 * Functions that every program sees as if the driver had them. Kept few:
 * what only some files want is in a daemon or a header instead.
 */
#pragma strict_types

inherit "/secure/sefun/files";
inherit "/std/sefun/text";
inherit "/secure/sefun/roles";
