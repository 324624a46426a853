#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

private string line_of(string what, mapping ban) {
  return sprintf("  %-20s by %-12s since %s%s: %s\n", what, ban["by"], strftime("%Y-%m-%d", ban["when"]),
    ban["until"] ? " until " + strftime("%Y-%m-%d", ban["until"]) : "", ban["why"]);
}

private int list_bans() {
  mapping bans = BANS_D->query_bans();

  if (!sizeof(bans)) return done("Nobody is banned.");
  write(implode(map(sort_array(keys(bans), 1), (: line_of($1, $(bans)[$1]) :)), ""));
  return 1;
}

int main(string arg) {
  string what, why, fault;
  int days = 0;

  if (!arg) return list_bans();
  if (sscanf(arg, "%s for %d %s", what, days, why) != 3 && sscanf(arg, "%s %s", what, why) != 2)
    return fail("ban NAME|ADDRESS [for DAYS] WHY");
  if (days < 0) return fail("For how many days?");
  fault = BANS_D->add_ban(lower_case(what), days, plain_text(why));
  return fault ? fail(fault) : done(sprintf("%s is banned%s.", what, days ? " for " + count_of(days, "day") : ""));
}

string help() {
  return "ban [NAME|ADDRESS [for DAYS] WHY]\n\n"
    "Keeps an account or an address out, and puts it out when it is in; WHY is what\n"
    "they are told. An address may end in `*`: 192.0.2.*, 2001:db8:*. Alone, it\n"
    "lists who is banned. See also: unban.\n";
}
