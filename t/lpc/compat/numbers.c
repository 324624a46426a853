// What a declared type does to a number on its way in.
#include <show.h>
int toInt(float f) { return f; }
float toFloat(int i) { return i; }
int zero() { return 0; }
float plain() { return 0; }
int never;

void main() {
  int i = 7.9;
  float f = 2;
  mixed m = 1;
  show(i);               // expect: 7
  show(f);               // expect: 2.000000
  i += 1.9;
  show(i);               // expect: 8
  i *= 1.5;
  show(i);               // expect: 8
  m += 0.5;
  show(m);               // expect: 1.500000
  show(toInt(3.7));      // expect: 3
  show(-toInt(3.7));     // expect: -3
  show(toFloat(3));      // expect: 3.000000
  show(floatp(plain())); // expect: 1
  show(intp(zero()));    // expect: 1

  int unset;
  float unsetf;
  show(undefinedp(unset) + undefinedp(unsetf) + undefinedp(never));  // expect: 3
  unset += 1;
  unsetf += 1;
  never++;
  show(undefinedp(unset) + undefinedp(unsetf) + undefinedp(never));  // expect: 0
  show(({ unset, unsetf, never }));  // expect: ({ 1, 1.000000, 1 })
  show(`${3.14} ${2.0} ${1.0e20} ${0.00001}`);  // expect: "3.14 2 1e+20 1e-05"
}
