// Endless recursion, local and through call_other, is an error that catch may stop.
int down(int n) { return down(n + 1) + 1; }
int other(int n) { return this_object()->other(n + 1) + 1; }
void main() {
  write(catch(down(0)));   // expect: *Too deep recursion.
  write(catch(other(0)));  // expect: *Too deep recursion (maximum call depth 1000).
}
