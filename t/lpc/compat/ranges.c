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
  show(catch(s[0..99] = ""));      // expect: "*The 2nd index to range lvalue must be >= -1 and < sizeof(indexed value) "
  show(catch(s[<0..<1] = ""));     // expect: "*The 1st index to range lvalue must be >= 0 and <= sizeof(indexed value) "
  show(catch(s[99] = 'x'));        // expect: "*Index out of bounds in string index lvalue. "
  show(catch(s[id(0)] = 0));       // expect: "*Strings cannot contain 0 byte. "
  show(catch(id(s)[<99]));         // expect: "*String rindex out of bounds. "
  show(catch(a[4]));               // expect: "*Array index out of bounds. "
  show(catch(a[id(-1)]));          // expect: "*Array index must be positive or zero. "
  show(catch(a[id("x")]));         // expect: "*Array indexes must be integers. "
  show(catch(s[id(1.5)]));         // expect: "*String indexes must be integers. "
  show(catch(id(5)[0..1]));        // expect: "*Cannot index type 'int' using [ .. ] operator. "
  show(catch(a[0..1] = id("x")));      // expect: "*Illegal rhs to array range lvalue "
  show(catch(s[0] = id("x")));     // expect: "*Illegal rhs to byte lvalue "
  // An end before the start leaves what is between them twice.
  a = ({ 1, 2, 3 });
  a[2..0] = ({ 9 });
  show(a);                         // expect: ({ 1, 2, 9, 2, 3 })
  a[<0..] = ({ 4 });
  show(a);                         // expect: ({ 1, 2, 9, 2, 3, 4 })
  show(strlen("\xc3\xa9"));        // expect: 1
}
