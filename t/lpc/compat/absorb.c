// `+=` with two mappings changes the left one itself, for everybody who has it, as FluffOS does; `+` makes a new one.
mapping global = ([ 1: 1 ]);
mapping *elements = ({ ([ 1: 1 ]) });

void main() {
  mapping m = ([ 1: 1 ]), other = m;
  m += ([ 2: 2, 1: 9 ]);
  write(sizeof(other) + " " + other[1] + "\n"); // expect: 2 9
  other = global;
  global += ([ 2: 2 ]);
  write(sizeof(other) + "\n"); // expect: 2
  other = elements[0];
  elements[0] += ([ 2: 2 ]);
  write(sizeof(other) + "\n"); // expect: 2
  m = ([ "a": ([ 1: 1 ]) ]);
  other = m["a"];
  m["a"] += ([ 2: 2 ]);
  write(sizeof(other) + "\n"); // expect: 2
  m += m;
  write(sizeof(m) + "\n"); // expect: 1
  other = m;
  m = m + ([ 2: 2 ]);
  write(sizeof(other) + "\n"); // expect: 1
  int *a = ({ 1 }), *b = a;
  a += ({ 2 });
  write(sizeof(b) + "\n"); // expect: 1
}
