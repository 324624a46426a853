// Doubling a string, growing an array or a mapping: each ends at its limit.
void main() {
  string s = "x", e;
  e = catch { while (1) s += s; };
  write(e);  // expect: *String too large: 33554432 (limit 16777216).
  mixed *a = ({ 1, 2, 3, 4, 5, 6, 7, 8 });
  e = catch { while (1) a += a; };
  write(e);  // expect: *Array too large: 1048576 (limit 1000000).
  mapping m = ([ ]);
  int i;
  e = catch { while (1) m[i++] = 1; };
  write(e);  // expect: *Mapping too large: 1000001 (limit 1000000).
}
