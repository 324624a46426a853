// What cannot be passed or changed by reference.
void g(mixed ref v) { v = 1; }
void main() {
  string s = "abc";
  mapping m = ([ "a": 1 ]);
  g(ref s[0..1]);                          // expect compile error: 'ref' needs a variable, an element or a member, not a range
  foreach (string ref k, int v in m) v++;  // expect compile error: the keys of a mapping cannot be 'ref'
}
