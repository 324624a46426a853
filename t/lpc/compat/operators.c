// Operators at their edges.
#include <show.h>
mixed id(mixed x) { return x; }

void main() {
  mixed x = 1;
  // += is stricter than +: a number takes numbers only.
  show(catch(x += id("a")));       // expect: "*Left hand side of += is a number (or zero); right side is not a number. "
  show(x + id("a"));               // expect: "1a"
  mapping m = ([]);
  m["n"] += 1;
  show(catch(m["s"] += "s"));      // expect: "*Left hand side of += is a number (or zero); right side is not a number. "
  show(catch(m["l"] += ({ 1 })));  // expect: "*Left hand side of += is a number (or zero); right side is not a number. "
  string s;
  show(catch(s += "s"));           // expect: "*Left hand side of += is a number (or zero); right side is not a number. "
  s = "a";
  s += 1;
  s += 1.5;
  show(s);                         // expect: "a11.500000"
  show(catch(id(({ 1 })) + 1));    // expect: "*Bad type argument to +. Had array and int. "
  show(catch(id(7) % id(2.5)));    // expect: "*Bad argument 2 to %: int % float. "
  show(catch(id(1.0) | id(2)));    // expect: "*Bad argument 1 to |: float | int. "
  show(catch(-id("a")));           // expect: "*Bad argument to unary minus "
  x = "a";
  show(catch(x++));                // expect: "*++ of non-numeric argument "

  // In arrays a float is no int, and one empty array is as good as another.
  show(id(({ 1, 1.0, "1" })) - ({ 1 }));     // expect: ({ 1.000000, "1" })
  show(id(({ 1, 1.0 })) & ({ 1 }));          // expect: ({ 1 })
  show(sizeof(id(({ ({}), 1 })) - ({ ({}) })));  // expect: 1

  // Floats to text as C prints them: a tie goes to the even digit.
  show("" + id(1.0 / 128) + " " + id(3.0 / 128));  // expect: "0.007812 0.023438"
  show(-id(0.0));                  // expect: -0.000000
  show(`${id(123456.5)} ${id(123457.5)}`);     // expect: "123456 123458"
  show(to_int(id(1e20)));          // expect: -9223372036854775808
  show(pow(-8, 0.5));              // expect: nan
  show(catch(sqrt(-1)));           // expect: "*math: sqrt(x) with (x < 0.0) "
}
