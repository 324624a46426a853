// ref: arguments, elements, ranges' owners, foreach over arrays, mappings, buffers and strings.
#include <show.h>
mixed id(mixed x) { return x; }
void twice(int ref n) { n = id(n) * 2; }
void grow(string ref s, int ref n) { s += id("!"); n++; }
void swap(mixed ref a, mixed ref b) { mixed t = id(a); a = b; b = t; }

void main() {
  int n = 4;
  int *a = ({ 1, 2, 3 });
  mapping m = ([ "a": 1, "b": 2 ]);
  string s = "abc";
  twice(ref n);
  twice(ref a[1]);
  twice(ref a[<1]);
  twice(ref m["b"]);
  show(({ n, a, m["b"] }));           // expect: ({ 8, ({ 1, 4, 6 }), 4 })
  grow(ref s, ref n);
  show(s + n);                        // expect: "abc!9"
  swap(ref a[0], ref a[1]);
  show(a);                            // expect: ({ 4, 1, 6 })
  foreach (int ref x in a) x = id(x) + 1;
  show(a);                            // expect: ({ 5, 2, 7 })
  foreach (string k, int ref v in m) { v *= id(10); if (k == "a") map_delete(m, "b"); v++; }
  show(m);                            // expect: ([ "a" : 11, ])
  foreach (int ref c in s) c = 'z';
  show(s);                            // expect: "abc!"

  // A character of several letters: foreach gives -1, and it is no place for one.
  s = "a🇺🇸b";
  a = ({ });
  foreach (int c in s) a += ({ c });
  show(a);                            // expect: ({ 97, -1, 98 })
  show(catch { foreach (int ref c in s) n = c; });   // expect: "*Indexed character is multi-codepoint. "
  show(n);                            // expect: 97
}
