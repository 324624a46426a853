#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

private string node_text(mapping node) {
  return rtrim(sprintf("  %-16s %-6s %-12s %2d running %2d warm  %5d of %5d MiB  %s", node["name"],
    node["alive"] ? "up" : "DOWN", node["isolation"], node["running"], node["warm"],
    node["free_memory"], node["memory"], enumerate(node["tags"] || ({ }))));
}

private string worker_text(mapping worker) {
  return sprintf("  %-16s on %-12s %-12s %-20s %s", worker["worker"], worker["node"],
    worker["isolation"], worker["owner"], worker["source"]);
}

private string heading(mapping *all, string what) { return count_of(sizeof(all), what) + (sizeof(all) ? ":" : "."); }

int main(string arg) {
  mapping status;
  mapping *nodes, *workers;
  string *lines;
  string oops;

  if (arg && arg != "-v") return fail("swarm [-v]");
  oops = catch(status = swarm_status());
  if (oops) return fail(trim(oops));
  nodes = status["nodes"] || ({ });
  workers = status["workers"] || ({ });
  lines = ({ heading(nodes, "node") }) + map(nodes, (: node_text($1) :))
    + ({ heading(workers, "worker") }) + map(workers, (: worker_text($1) :));

  if (arg == "-v") show("", status);
  else this_player()->page(implode(lines, "\n"));
  return 1;
}

string help() {
  return "swarm [-v]\n\nShows the nodes and workers of the mesh; -v everything the Core knows of them.\n";
}
