// A loop behind a key that is gone is a loop until somebody looks at the mapping.
void main() {
  object o = clone_object("/efuns/_thing");
  mapping m = ([ o: ({ 0 }) ]);
  m[o][0] = m;
  destruct(o);
  write(has_cycle(m) + " " + sizeof(find_cycles(m)) + " " + break_cycles(m) + " " + has_cycle(m) + "\n"); // expect: 1 1 1 0
  write(sizeof(m) + "\n"); // expect: 0
}
