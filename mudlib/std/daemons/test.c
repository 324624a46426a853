/**
 * Runs tests written in LPC (std/test) and tells the outcome as TAP, each
 * file a subtest.
 */
#pragma strict_types

#include <globals.h>

inherit STD_DAEMON;

/** Where the library's own tests are. */
#define TESTS "/tests"

/** Directories of what tests use and are no tests. */
#define SUPPORT "support"

/** The test files of a directory and those below it, or the file itself. */
private string *files_below(string path) {
  string *found = ({ });

  if (file_size(path + ".c") >= 0) return ({ path + ".c" });
  if (file_size(path) != -2) return ({ path });
  foreach (mixed *entry in get_dir(path + "/", -1) || ({ })) {
    string below = path + "/" + entry[0];

    if (entry[1] == -2 && entry[0] != SUPPORT) found += files_below(below);
    else if (entry[1] >= 0 && below[<2..] == ".c") found += ({ below });
  }
  return sort_array(found, 1);
}

private mapping outcome_of(string file) {
  string path = file[<2..] == ".c" ? file[0..<3] : file;
  object test;
  mapping outcome;
  string oops = catch {
    test = load_object(path);
    outcome = test && inherits(STD_TEST + ".c", test) && test->run_tests();
  };

  if (outcome) destruct(test);
  if (outcome && outcome["count"]) return outcome;
  return ([ "count": 1, "failed": 1, "tap": ({ "not ok 1 - it is a test that runs" })
    + (oops ? map(explode(trim(oops), "\n"), (: "  # " + $1 :)) : ({ })) ]);
}

/** Tests are in directories of that name: elsewhere a directory is full of other things. */
private int is_for_tests(string path) {
  return file_size(path + ".c") >= 0 || file_size(path) != -2 || member_array("tests", explode(path, "/")) != -1;
}

/**
 * Runs a test file, or all of a directory called `tests` or below one.
 *
 * @param {string} [path=/tests] - absolute
 * @returns {string} TAP
 */
varargs string run(string path) {
  string *files = is_for_tests(path || TESTS) ? files_below(path || TESTS) : ({ });
  string *lines = ({ "TAP version 14", "1.." + sizeof(files) });
  int bad = 0;

  for (int i = 0; i < sizeof(files); i++) {
    mapping outcome = outcome_of(files[i]);

    lines += ({ "# Subtest: " + files[i] }) + map(outcome["tap"], (: "    " + $1 :))
      + ({ "    1.." + outcome["count"], sprintf("%s %d - %s", outcome["failed"] ? "not ok" : "ok", i + 1, files[i]) });
    bad += outcome["failed"];
  }
  return implode(lines + ({ bad ? sprintf("# %d failed", bad) : sizeof(files) ? "# all passed" : "# no tests there" }), "\n") + "\n";
}
