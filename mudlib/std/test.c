/**
 * A test in LPC: every function whose name begins with `test_` is run, each
 * after setup() and before cleanup(), and says what it finds by assertions.
 * The `test` command and t/mudlib run it; the answer is TAP.
 */
#pragma strict_types

private nosave string *lines = ({ });
private nosave int count = 0;
private nosave int failed = 0;
private nosave string running = "";
private nosave object *made = ({ });

/** Runs before each test. */
void setup() { }

/** Runs after each test, even one that failed. */
void cleanup() { }

/**
 * Makes an object that is gone after the test.
 *
 * @param {string} path
 */
protected object make(string path) {
  object ob = new(path);

  made += ({ ob });
  return ob;
}

private int report(int good, string what, string detail) {
  count++;
  if (!good) failed++;
  lines += ({ sprintf("%s %d - %s: %s", good ? "ok" : "not ok", count, running, what || "holds") });
  if (!good && detail) lines += map(explode(trim(detail), "\n"), (: "  # " + $1 :));
  return good;
}

/** It is true. */
protected varargs int assert(mixed value, string what) {
  return report(!!value, what, sprintf("got %O", value));
}

/** It is equal, arrays and mappings by what is in them. */
protected varargs int assert_equal(mixed value, mixed wanted, string what) {
  return report(sprintf("%O", value) == sprintf("%O", wanted), what, sprintf("got %O\nwanted %O", value, wanted));
}

/** The text matches a Perl regular expression. */
protected varargs int assert_match(string text, string pattern, string what) {
  return report(stringp(text) && !!pcre_match(text, pattern), what, sprintf("got %O\nwanted a match of %O", text, pattern));
}

/** It ends in an error whose text has `message` in it. */
protected varargs int assert_error(function f, string message, string what) {
  string oops = catch(evaluate(f));

  return report(oops && strsrch(oops, message || "") != -1, what, sprintf("got %O\nwanted an error with %O", oops, message));
}

private void run_one(string name) {
  string oops;

  running = replace_string(name[5..], "_", " ");
  oops = catch {
    setup();
    call_other(this_object(), name);
  };
  if (oops) report(0, "ends without an error", oops);
  oops = catch(cleanup());
  if (oops) report(0, "cleans up without an error", oops);
  foreach (object ob in made) if (ob) destruct(ob);
  made = ({ });
}

/**
 * Runs all tests of this object.
 *
 * @returns {mapping} count, failed, tap (an array of lines without a plan)
 */
mapping run_tests() {
  string *names = sort_array(filter(functions(this_object()), (: strsrch($1, "test_") == 0 :)), 1);

  lines = ({ });
  count = failed = 0;
  foreach (string name in names) run_one(name);
  return ([ "count": count, "failed": failed, "tap": lines ]);
}
