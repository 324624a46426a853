// Arrays, mappings, strings: indexing, ranges, assignment into parts, operators.
#include <show.h>

mapping m = ([ "x": ([ "y": ({ 1, 2 }) ]) ]);
string s = "global";

void main() {
  mixed *a = ({ 1, "two", 3.5, ({ 4 }) });
  show(a[0]);              // expect: 1
  show(a[<1][0]);          // expect: 4
  show(a[1..2]);           // expect: ({ "two", 3.500000 })
  show(a[5..]);            // expect: ({ })
  a[3][0] += 6;
  show(a[3]);              // expect: ({ 10 })
  m["x"]["y"][1] *= 21;
  show(m["x"]["y"]);       // expect: ({ 1, 42 })
  m["new"]++;
  show(m["new"]);          // expect: 1
  show(m["none"]);         // expect: 0
  show(undefinedp(m["none"]) + undefinedp(0));  // expect: 1
  s[0] = 'G';
  s[<1..] = "LS";
  show(s);                 // expect: "GlobaLS"
  show(s[1..3] + s[0..0] + s[<2..<1]);  // expect: "lobGLS"
  show(s[20..]);           // expect: ""
  show(({ 1, 2, 3, 2 }) - ({ 2 }));   // expect: ({ 1, 3 })
  show(({ 1, 2 }) + ({ 3 }));         // expect: ({ 1, 2, 3 })
  show(({ 1, 2, 3 }) & ({ 2, 3, 4 }));  // expect: ({ 2, 3 })
  show(sizeof(([ 1: 2 ]) + ([ 3: 4, 1: 5 ])));  // expect: 2
  show(({ 1 }) == ({ 1 }));  // expect: 0
  a[0..1] = ({ 7, 8, 9 });
  show(a[0..2]);           // expect: ({ 7, 8, 9 })
  show("a" + 1 + 1.5 + "b");  // expect: "a11.500000b"
  show(`sum ${1 + 2} and ${s}`);  // expect: "sum 3 and GlobaLS"
  show(catch(a[99]));      // expect: "*Array index out of bounds. "
  show(s[7]);              // expect: 0
}
