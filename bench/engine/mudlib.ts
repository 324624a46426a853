/**
 * The mudlib that both drivers run: a master that allows everything, one object that measures,
 * and a folder for each program. Not for: starting a driver on it (hauki.ts, fluffos.ts).
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROGRAMS } from './programs.js'

/** What FluffOS asks a master for, answered with yes. */
export const ALLOW_ALL = `object connect(int port) { return clone_object("/user"); }
string get_root_uid() { return "ROOT"; }
string get_bb_uid() { return "BB"; }
string creator_file(string file) { return "ROOT"; }
string author_file(string file) { return "ROOT"; }
string domain_file(string file) { return "ROOT"; }
string privs_file(string file) { return "ROOT"; }
int valid_object(object ob) { return 1; }
int valid_override(string file, string name, string main) { return 1; }
mixed valid_read(string file, mixed who, string fn) { return 1; }
mixed valid_write(string file, mixed who, string fn) { return 1; }
void log_error(string file, string text) { }
`

const MASTER = `${ALLOW_ALL}string *epilog(int load_empty) { return ({ }); }
`

/** What a driver is asked over its connection; the answer to each is one line. */
const USER = `void logon() {
  receive("ready\\n");
  input_to("order");
}
void order(string line) {
  mixed answer;
  string *words = explode(line, " ");
  string err = catch(answer = call_other("/meter", words[0], words[1], to_int(words[2])));
  receive("= " + (err ? "error " + err : answer) + "\\n");
  input_to("order");
}
`

const METER = `mixed *held = ({ });
string measure(string file, int n) {
  object ob = load_object(file);
  int start = perf_counter_ns();
  int answer = ob->run(n);
  return answer + " " + (perf_counter_ns() - start);
}
string load(string file, int n) {
  int start = perf_counter_ns();
  load_object(file);
  return "0 " + (perf_counter_ns() - start);
}
mixed one(string kind, int i) {
  int *ints;
  mapping m;
  switch (kind) {
  case "clone": return clone_object("/empty");
  case "clone20": return clone_object("/twenty");
  case "ints":
    ints = allocate(1000);
    for (int k = 0; k < 1000; k++) ints[k] = k;
    return ints;
  case "mapping":
    m = ([ ]);
    for (int k = 0; k < 1000; k++) m["key" + i + "-" + k] = "value" + i + "-" + k;
    return m;
  }
  return 0;
}
string hold(string kind, int n) {
  held = allocate(n);
  for (int i = 0; i < n; i++) held[i] = one(kind, i);
  return "" + n;
}
string release(string kind, int n) {
  foreach (mixed x in held) if (objectp(x)) destruct(x);
  held = ({ });
  return "0";
}
`

const TWENTY = `${Array.from({ length: 10 }, (_, i) => `int number${i} = ${i + 1};\nstring name${i} = "name ${i}";`).join('\n')}\nint query() { return number0; }\n`

/** `wait` is put there from outside. */
const DEEP = 'function wait;\nint down(int n) { if (n) return down(n - 1) + 1; return evaluate(wait); }\n'

export function folderOf(name: string): string {
  return name.replaceAll(' ', '_')
}

/** Writes the mudlib to a fresh folder; `remove` takes it away. */
export function makeMudlib(): { dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'hauki-bench-'))
  for (const d of ['log', 'include']) mkdirSync(join(dir, d))
  writeFileSync(join(dir, 'include', 'globals.h'), '\n')
  const files = { 'master.c': MASTER, 'user.c': USER, 'meter.c': METER, 'simul_efun.c': 'int simul_marker() { return 1; }\n', 'empty.c': 'int query() { return 1; }\n', 'deep.c': DEEP, 'twenty.c': TWENTY }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text)
  for (const [name, { lpc, files: more }] of Object.entries(PROGRAMS)) {
    const folder = join(dir, folderOf(name))
    mkdirSync(folder)
    for (const [file, text] of Object.entries({ 'main.c': lpc, ...more })) writeFileSync(join(folder, file), `${text}\n`)
  }
  return { dir, remove: () => rmSync(dir, { recursive: true }) }
}
