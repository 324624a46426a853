// Loops, switch, break and continue, alone and nested, with calls that may wait in every place.
int id(int x) { return x; }
mixed same(mixed x) { return x; }

int nested(int n) {
  int sum;
  for (int i = id(0); id(i) < n; i += id(1)) {
    if (id(i) == 3) continue;
    int j = 0;
    while (1) {
      if (id(j++) > 2) break;
      if (j == 2) continue;
      sum += id(j);
    }
    if (sum > 1000) return -1;
  }
  return sum;
}

string word(mixed x) {
  switch (x) {
    case 0: return "none";
    case "a": case "b": x += same("c");
    case "d": return "letter " + x;
    case "a": return "the first counts"; // expect warning: appears twice
    default: return "other";
  }
}

string pick(mixed x) {
  switch (id(1) ? x : 0) {
    case 0: return "zero";
    case 1..3: return "few";
    case 10: x = id(x);
    case 11: return "through " + x;
    case 20..: return "many";
    default: return "other";
  }
}

int countdown(int n) {
  int turns;
  do {
    turns += id(1);
    if (turns == 3) continue;
  } while (id(--n) > 0);
  return turns;
}

void main() {
  write(nested(5) + "\n");  // expect: 16
  write(pick(0) + pick(2) + pick(-9) + "\n");  // expect: zerofewother
  write(word(0) + ", " + word("b") + ", " + word("d") + ", " + word("z") + "\n");  // expect: none, letter bc, letter d, other
  write(pick(10) + ", " + pick(11) + ", " + pick(99) + ", " + pick(-1) + "\n");  // expect: through 10, through 11, many, other
  write(countdown(5) + "\n");  // expect: 5
  int hits;
  foreach (int x in ({ 1, 2, 3, 4 })) {
    switch (x) {
      case 2: continue;
      case 4: break;
      default: hits += id(x);
    }
  }
  write(hits + "\n");  // expect: 4
  string keys = "";
  foreach (string k, int v in ([ "a": 1, "b": 2 ])) keys += k + id(v);
  write(keys + "\n");  // expect: a1b2
  foreach (int c in "hé") write(c + " ");
  write("\n");  // expect: 104 233 
  int *xs = ({ 1, 2, 3 });
  foreach (int ref x in xs) x *= id(10);
  write(xs[0] + xs[1] + xs[2] + "\n");  // expect: 60
}
