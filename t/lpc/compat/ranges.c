// Assignment to ranges, and what is out of bounds.
#include <show.h>
mixed id(mixed x) { return x; }

void main() {
  string s = "abcdef";
  int *a = ({ 1, 2, 3, 4 });
  mapping m = ([ "s": "xyz" ]);
  s[1..2] = "--" + id("-");
  show(s);                 // expect: "a---def"
  s[<1..] = id("FF");
  show(s);                 // expect: "a---deFF"
  a[1..0] = ({ 9, id(8) });
  show(a);                 // expect: ({ 1, 9, 8, 2, 3, 4 })
  a[<2..<1] = ({ });
  show(a);                 // expect: ({ 1, 9, 8, 2 })
  m["s"][id(0)..id(1)] = "";
  show(m["s"]);            // expect: "z"
  m.s[0] = 'q';
  m.s[0]++;
  show(m.s);               // expect: "r"
  show(a[2..] + a[..<3]);  // expect: ({ 8, 2, 1, 9 })
  show(catch(s[0..99] = ""));      // expect: "*Range end index out of bounds. "
  show(catch(s[<0..<1] = ""));     // expect: "*Range index out of bounds. "
  show(catch(s[99] = 'x'));        // expect: "*Index out of bounds in string index lvalue. "
  show(catch(s[id(0)] = 0));       // expect: "*Strings cannot contain 0 byte. "
  show(catch(id(s)[<99]));         // expect: "*String rindex out of bounds. "
  show(catch(a[4]));               // expect: "*Array index out of bounds. "
  show(strlen("\xc3\xa9"));        // expect: 1
}
