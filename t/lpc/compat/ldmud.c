// What is read as LDMud means it: old words, arguments collected by `varargs`, defaults in prototypes.
#include <show.h>
#pragma pedantic
#ifdef NOWHERE // a comment may follow
#else /* here, too */
#endif
inherit "/compat/_declares";
int with_default(int a, int b = 10 * a);
int with_default(int a, int b) { return a + b; }
int sum(int first, varargs int *more) { foreach (int n : more) first += n; return first; }
visible int apply_it(closure f, status n) { return evaluate(f, n); }
varargs int loose(varargs int n) { return n; }
private string told() { return "by the heir"; }

void main() {
  closure f = (: $1 * 2 :);
  string closure = "a name, too";

  show(apply_it(f, 4));        // expect: 8
  show(closure);               // expect: "a name, too"
  show(sum(1, 2, 3));          // expect: 6
  show(sum(1));                // expect: 1
  show(with_default(2));       // expect: 22
  show(with_default(2, 3));    // expect: 5
  show(undefinedp(loose()));   // expect: 1
  show(tell());                // expect: "by the heir"
}
