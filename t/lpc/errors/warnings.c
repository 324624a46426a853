// What the compiler warns of, and the pragmas that keep it from doing so.
#pragma strict_types
#include <unused.h>
#pragma warn_unused
#define DECLARES(x) { int made; x; }

int hp = 5;
private int level(int n) { return n; }

int shadows(int hp) {  // expect warning: hp hides the global variable of that name
  int level = 3;       // expect warning: level hides the function of that name
  return hp + level;
}

int unused(int parameter) {
  int never;           // expect warning: local variable never is never used
  int once = 1;        // expect warning: local variable once is never used
  int assigned;
  foreach (int i in ({ 1, 2 })) level(1);
  assigned = 1;
  DECLARES(hp++)       // expect warning: local variable made is never used
  return sizeof(map(({ 1 }), function(int x) { int y; return x; }));  // expect warning: local variable y is never used
}

int unreachable(int a) {
  while (1) {
    if (a) return 1; else { a++; continue; }
    a--;               // expect warning: this never runs
  }
  return a;            // expect warning: this never runs
}

string reachable(int a) {
  switch (a) {
    case 1: return "one"; break;
    case 2: return "two";
    default:
      for (;;) {
        if (a > 5) break;
        a++;
      }
  }
  return "many";
}

string missing(int a) {
  if (a) return "yes";
}                      // expect warning: function missing() is to return string, and may end without

int raises(int a) {
  if (a) return 1;
  error("no way on");
}

int loops() {
  while (1) if (hp++ > 10) return hp;
}

string all_cases(int a) {
  switch (a) {
    case 1: return "one"; break;
    default: return "other";
  }
}

mixed anything() { hp--; }

#pragma no_warn_unused
int quiet() { int x; return 1; return 2; }  // expect warning: this never runs
#pragma warn_unused
#pragma no_warnings
int silent() { int x; return 1; return 2; }
#pragma warnings

void main() {
  write(shadows(1) + unused(1) + unreachable(1) + reachable(1) + missing(1) + raises(1) + "\n"); // expect: 6oneyes1
  write(loops() + all_cases(1) + anything() + quiet() + silent() + from_header() + "\n"); // expect: 12one0110
}
