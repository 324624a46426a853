// Ints are exact 64-bit and wrap; floats are their own type.
void main() {
  int big = 9007199254740991;
  float f = 1;
  write((7 / 2) + " " + (-7 / 2) + " " + (7 % 3) + " " + (-7 % 3) + "\n");  // expect: 3 -3 1 -1
  write((big + 1) + " " + (big + 2) + "\n");       // expect: 9007199254740992 9007199254740993
  write((big * big) + "\n");                       // expect: -18014398509481983
  write((9223372036854775807 + 1) + "\n");         // expect: -9223372036854775808
  write((1 << 62) + " " + (1 << 64) + " " + (1 << 65) + "\n");  // expect: 4611686018427387904 1 2
  write((-1 >> 1) + " " + (5 & 3) + " " + (5 | 3) + " " + (5 ^ 3) + " " + ~5 + "\n");  // expect: -1 1 7 6 -6
  write((0xffffffffff & 0xff00000000) + "\n");     // expect: 1095216660480
  write(f + " " + (f / 3) + " " + (1 + 0.5) + "\n");  // expect: 1.000000 0.333333 1.500000
  write((1 == 1.0) + " " + (0.1 + 0.2 == 0.3) + " " + (3 > 2.5) + "\n");  // expect: 1 0 1
  write((0 * -5) + " " + -0 + "\n");               // expect: 0 0
  f = 2.5;
  f += 1;
  f++;
  write(f + " " + floatp(f) + intp(f) + "\n");     // expect: 4.500000 10
  write(catch(big / (big - big)));                 // expect: *Division by zero.
  write(catch(big % (big - big)));                 // expect: *Modulus by zero.
  write((-9223372036854775807 - 1) / -1 + "\n");   // expect: -9223372036854775808
}
