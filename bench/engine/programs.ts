/**
 * The programs of the run-time benchmark: `int run(int n)` in LPC that FluffOS and this driver
 * both compile as it stands. javascript.ts has each by the same name, as one writes it there.
 */

export interface Program {
  /** Argument of run(): sized so that a round takes some ten milliseconds here. */
  readonly n: number
  readonly lpc: string
  /** Further files the program needs, by name. */
  readonly files?: Readonly<Record<string, string>>
}

/** Six blueprints met at one call. */
const KINDS = ['orc', 'sword', 'torch', 'door', 'key', 'bag']

export const PROGRAMS: Readonly<Record<string, Program>> = {
  recursion: {
    n: 27,
    lpc: `int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
int run(int n) { return fib(n); }`,
  },
  'int loop': {
    n: 2_000_000,
    lpc: `int run(int n) {
  int s;
  for (int i = 0; i < n; i++) {
    s += i * 3 % 7;
    if (s > 1000000) s -= 1000000;
  }
  return s;
}`,
  },
  'float loop': {
    n: 2_000_000,
    lpc: `int run(int n) {
  float x = 0.5;
  for (int i = 0; i < n; i++) x = 3.9 * x * (1.0 - x);
  return x > 0.0;
}`,
  },
  'array sieve': {
    n: 400_000,
    lpc: `int run(int n) {
  int *a = allocate(n + 1);
  int c;
  for (int i = 2; i <= n; i++)
    if (!a[i]) {
      c++;
      for (int j = i + i; j <= n; j += i) a[j] = 1;
    }
  return c;
}`,
  },
  'mapping churn': {
    n: 300_000,
    lpc: `int run(int n) {
  mapping m = ([ ]);
  int s;
  for (int i = 0; i < n; i++) {
    m[i % 1000] = i;
    s += m[(i * 7) % 1000];
    if (i % 5 == 0) map_delete(m, i % 1000);
  }
  return s;
}`,
  },
  'mapping iteration': {
    n: 200,
    lpc: `int run(int n) {
  mapping m = ([ ]);
  int s;
  for (int i = 0; i < 1000; i++) m["key" + i] = i;
  for (int r = 0; r < n; r++) {
    foreach (string k, int v in m) s += v;
    foreach (string k in keys(m)) s += sizeof(k);
  }
  return s;
}`,
  },
  'call_other': {
    n: 500_000,
    lpc: `int get(int x) { return x + 1; }
int run(int n) {
  object ob = this_object();
  int s;
  for (int i = 0; i < n; i++) s = ob->get(s);
  return s;
}`,
  },
  'call_other on many kinds': {
    n: 10_000,
    files: Object.fromEntries(KINDS.map((kind, i) => [`${kind}.c`, `int ${kind}_weight = ${i};
int query_weight() { return ${kind}_weight + ${i}; }
string query_${kind}() { return "${kind}"; }`])),
    lpc: `object *obs = ({ });
int run(int n) {
  int s;
  if (!sizeof(obs))
    foreach (string kind in ({ "${KINDS.join('", "')}" }))
      for (int i = 0; i < 4; i++) obs += ({ clone_object(__DIR__ + kind) });
  for (int r = 0; r < n; r++) foreach (object ob in obs) s = (s + ob->query_weight()) % 10007;
  return s;
}`,
  },
  'inherited calls': {
    n: 300_000,
    files: {
      'base.c': `int total;
int step(int x) { return x + 1; }
int add(int x) { total = step(x) + total % 1000; return total; }
int query_total() { return total; }`,
    },
    lpc: `inherit __DIR__ "base";
int step(int x) { return ::step(x) + 1; }
int run(int n) {
  int s;
  total = 0;
  for (int i = 0; i < n; i++) s = (s + add(i % 10)) % 100000;
  return s + query_total();
}`,
  },
  closures: {
    n: 300_000,
    lpc: `int run(int n) {
  int s;
  function f = (: $1 + 1 :);
  function g = (: $1 + $2 :);
  for (int i = 0; i < n; i++) s = (*f)(s) + evaluate(g, i % 3, 1);
  return s;
}`,
  },
  'function pointers': {
    n: 300_000,
    lpc: `int twice(int x) { return x * 2 % 1001; }
int add(int a, int b) { return a + b; }
int run(int n) {
  int s = 1;
  function f = (: twice :);
  function g = (: add, 3 :);
  for (int i = 0; i < n; i++) s = (*f)(s) + (*g)(i % 7);
  return s;
}`,
  },
  'map and filter': {
    n: 100_000,
    lpc: `int run(int n) {
  int *a = allocate(n);
  int s;
  for (int i = 0; i < n; i++) a[i] = i;
  foreach (int x in filter(map(a, (: $1 * 3 :)), (: $1 % 2 :))) s = (s + x) % 1000003;
  return s;
}`,
  },
  'sort with comparator': {
    n: 20_000,
    lpc: `int run(int n) {
  int *a = allocate(n);
  int x = 12345;
  for (int i = 0; i < n; i++) {
    x = (x * 1103 + 12345) % 65536;
    a[i] = x;
  }
  a = sort_array(a, (: $1 - $2 :));
  return a[n / 2];
}`,
  },
  'string building': {
    n: 100_000,
    lpc: `int run(int n) {
  string s = "";
  int t;
  for (int i = 0; i < n; i++) {
    s += "ab" + i;
    if (strlen(s) > 1000) {
      t += strlen(s);
      s = "";
    }
  }
  return t + strlen(s);
}`,
  },
  'string scanning': {
    n: 200,
    lpc: `int run(int n) {
  string s = "";
  int t;
  for (int i = 0; i < 100; i++) s += "the quick brown fox ";
  for (int r = 0; r < n; r++) {
    for (int i = 0; i < strlen(s); i++)
      if (s[i] == 'o') t++;
    if (s[10..14] == "brown") t += strsrch(s, "fox");
    if (lower_case(s) == s) t++;
  }
  return t;
}`,
  },
  'explode and implode': {
    n: 3_000,
    lpc: `int run(int n) {
  string s = "north,south,east,west,up,down,in,out,northeast,northwest,southeast,southwest";
  int t;
  for (int i = 0; i < n; i++) {
    string *parts = explode(s, ",");
    t += sizeof(parts) + sizeof(implode(parts, ", "));
  }
  return t;
}`,
  },
  sprintf: {
    n: 20_000,
    lpc: `int run(int n) {
  int t;
  for (int i = 0; i < n; i++) t += strlen(sprintf("%-12s|%5d|%s has %d coins.", "orc", i, "The orc", i % 50));
  return t;
}`,
  },
  regexp: {
    n: 300,
    lpc: `int run(int n) {
  string *lines = ({ });
  int t;
  for (int i = 0; i < 100; i++) lines += ({ "line " + i + (i % 3 ? " of text" : " of gold coins") });
  for (int r = 0; r < n; r++) t += sizeof(regexp(lines, "[0-9]+ of gold")) + sizeof(pcre_match(lines, "^line \\\\d*7 "));
  return t;
}`,
  },
  catch: {
    n: 100_000,
    lpc: `int risky(int i) {
  if (i % 100 == 99) error("no");
  return i;
}
int run(int n) {
  int s;
  for (int i = 0; i < n; i++)
    if (catch(s = (s + risky(i)) % 10007)) s++;
  return s;
}`,
  },
}
