// `a += v` reads `a` after `v` is evaluated: what `v` assigns to `a` counts. In `a + v` and the
// other operators `a` is read first.
int g = 10;

int bump() { g = 100; return 1; }

void main() {
  int a = 7;
  float f = 1.5;
  mixed m = 3;
  g += bump();
  write(g + "\n");                     // expect: 101
  a += (a = 2);
  write(a + "\n");                     // expect: 4
  a -= a++;
  write(a + "\n");                     // expect: 1
  g %= 0 + (g = -2);
  write(g + "\n");                     // expect: 0
  f *= (f = 2.0) + 1.0;
  write(f + "\n");                     // expect: 6.000000
  m += ({ m = 4, 1 })[0];
  write(m + "\n");                     // expect: 8
  a = 3;
  write(a + (a = 1 << 62) + "\n");     // expect: 4611686018427387907
  write((a < (a = 5)) + "" + a + "\n"); // expect: 05
  write((a == a++) + "" + (a == ++a) + "\n"); // expect: 10
  write(sizeof(({ 1, 2, 3 })[a = 1..a]) + "\n");  // expect: 1
}
