#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

private int percent(float part, float whole) { return whole > 0.0 ? to_int(part * 100.0 / whole + 0.5) : 0; }

private string function_line(mapping row, float whole) {
  return sprintf("%4d%% %10.1f %10.1f %8s  %s() at %s:%d", percent(row["self"], whole), row["self"], row["total"],
    row["calls"] ? row["calls"] + "" : "-", row["function"], row["file"], row["line"]);
}

private string program_line(mapping row, float whole) {
  return sprintf("%4d%% %10.1f %10.1f %8s  %s", percent(row["self"], whole), row["self"], row["total"],
    row["calls"] ? row["calls"] + "" : "-", row["program"]);
}

private string report_text(mapping report) {
  // What the driver waited is nobody's.
  float busy = report["sampled"] - report["idle"];
  string head = "       self ms   total ms    calls";

  return implode(({
    sprintf("%s after %.1f seconds, %d samples. Busy %d%%: driver %d%%, garbage %d%%, the rest LPC:",
      report["running"] ? "Running" : "Ended (" + report["ended"] + ")", report["seconds"], report["samples"],
      percent(busy, report["sampled"]), percent(report["driver"], busy), percent(report["gc"], busy)),
    head,
  }) + map(report["functions"][0..29], (: function_line($1, $(busy)) :))
    + ({ "", head }) + map(report["programs"][0..14], (: program_line($1, $(busy)) :)), "\n");
}

int main(string arg) {
  mapping report;
  string *words = explode(arg || "", " ");
  string verb = sizeof(words) ? words[0] : "report";
  int seconds = sizeof(words) > 1 ? to_int(words[1]) : 10;

  switch (verb) {
    case "start":
    case "count":
      profile_start(seconds, verb == "count");
      write(sprintf("The profile runs for %d seconds; 'profile' shows what it has seen.\n", seconds));
      return 1;
    case "stop":
      report = profile_stop();
      break;
    case "report":
      report = profile_report();
      if (!report) return fail("There was no profile yet: profile start.");
      break;
    default:
      return fail("profile start [SECONDS], count [SECONDS], stop, or nothing more.");
  }
  this_player()->page(report_text(report));
  return 1;
}

string help() {
  return "profile start [SECONDS]\nprofile count [SECONDS]\nprofile\nprofile stop\n\n"
    "Shows where the driver's time goes: by function and by program, most first.\n"
    "'self' is a function's own code and the efuns it called, 'total' also what it\n"
    "called in LPC. 'count' counts calls too; it makes everything many times slower\n"
    "meanwhile, so it is for a quiet hour.\n";
}
