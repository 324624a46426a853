// Mappings that change while foreach walks them, and arrays that change while they are mapped.

int sum(int *all);
int *xs = ({ 1, 2, 3, 4 });

int change(mapping m, string key) {
  if (key != "a") return 0;
  m["b"] = 20;
  map_delete(m, "c");
  m["new"] = 5;
  return 1;
}

int spoil(int x) {
  xs[x - 1] = 100;
  if (x < 4) xs[x] = 100;
  return x % 2;
}

void main() {
  string seen = "";
  mapping m = ([ "a": 1, "b": 2, "c": 3, "d": 4 ]);
  foreach (string k, int v in m) {
    change(m, k);
    seen += k + v + " ";
  }
  write(seen + sizeof(m) + "\n"); // expect: a1 b20 c0 d4 4

  seen = "";
  m = ([ 1: 10, 2: 20, 3: 30 ]);
  foreach (int k, int v in m) {
    m[3] += v;
    seen += k + ":" + v + " ";
  }
  write(seen + "\n"); // expect: 1:10 2:20 3:60 

  object one = clone_object("/efuns/_thing");
  object two = clone_object("/efuns/_thing");
  seen = "";
  m = ([ one: 1, two: 2 ]);
  foreach (object ob, int v in m) {
    if (two) destruct(two);
    seen += objectp(ob) + ":" + v + " ";
  }
  write(seen + sizeof(m) + "\n"); // expect: 1:1 0:0 1
  m = ([ one: 1, "and": 2 ]);
  destruct(one);
  write(sizeof(m + ([ ])) + sizeof(([ ]) + m) + "\n"); // expect: 2

  write(implode(map(filter(xs, "spoil"), (: "" + $1 :)), " ") + "\n"); // expect: 1 3
  xs = ({ 1, 2, 3, 4 });
  write(implode(map(map(xs, (: spoil($1) + $1 :)), (: "" + $1 :)), " ") + "\n"); // expect: 2 2 4 4
  write(sum(xs) + "\n"); // expect: 400
}

int sum(int *all) {
  int s;
  foreach (int x in all) s += x;
  return s;
}
