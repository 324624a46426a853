/**
 * A mudlib of some 26,000 lines for the boot benchmark: rooms, creatures and daemons over a small
 * standard library, the same each time. Written by a program, but no line of it is filler: loops,
 * mappings, switches, function values, macros, prototypes and text, as mudlibs have them.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ALLOW_ALL } from './mudlib.js'

const ROOMS = 150
const CREATURES = 80
const DAEMONS = 40

const GLOBALS = `#ifndef GLOBALS_H
#define GLOBALS_H
#define STD_OBJECT "/std/object"
#define STD_ROOM "/std/room"
#define STD_LIVING "/std/living"
#define DAEMON(x) ("/daemon/" + x)
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define CLAMP(x, lo, hi) MIN(MAX(x, lo), hi)
#define YES 1
#define NO 0
${Array.from({ length: 40 }, (_, i) => `#define FLAG_${i} (1 << ${i % 30})`).join('\n')}
#endif
`

const OBJECT = `#include <globals.h>
private string short_desc;
private string long_desc;
private string *ids = ({ });
private mapping properties = ([ ]);
int weight;
int value;
void set_short(string s) { short_desc = s; }
string query_short() { return short_desc; }
void set_long(string s) { long_desc = s; }
string query_long() { return long_desc; }
void set_ids(string *list) { ids = list; }
int id(string s) { return member_array(s, ids) != -1; }
void set_property(string key, mixed v) { properties[key] = v; }
mixed query_property(string key) { return properties[key]; }
void set_weight(int w) { weight = CLAMP(w, 0, 10000); }
int query_weight() { return weight; }
void set_value(int v) { value = MAX(v, 0); }
int query_value() { return value; }
`

const ROOM = `#include <globals.h>
inherit STD_OBJECT;
private mapping exits = ([ ]);
private mapping items = ([ ]);
void set_exits(mapping m) { exits = m; }
mapping query_exits() { return exits; }
void add_exit(string dir, string to) { exits[dir] = to; }
void set_items(mapping m) { items = m; }
string query_item(string what) { return items[what]; }
varargs string describe(int brief) {
  string s = query_short() + "\\n";
  if (!brief) s += query_long() + "\\n";
  if (sizeof(exits)) s += "Exits: " + implode(sort_array(keys(exits), 1), ", ") + "\\n";
  return s;
}
`

const LIVING = `#include <globals.h>
inherit STD_OBJECT;
private int hp = 10;
private int max_hp = 10;
private mapping skills = ([ ]);
void set_max_hp(int n) { max_hp = MAX(n, 1); hp = max_hp; }
int query_hp() { return hp; }
int query_max_hp() { return max_hp; }
int hurt(int n) { hp = CLAMP(hp - n, 0, max_hp); return hp; }
void set_skill(string name, int level) { skills[name] = level; }
int query_skill(string name) { return skills[name]; }
varargs int hit(object who, int bonus) {
  if (!objectp(who)) return 0;
  return who->hurt(query_skill("attack") / 2 + bonus);
}
`

const WORDS = ['amber', 'birch', 'copper', 'dusk', 'ember', 'frost', 'granite', 'hollow', 'iron', 'jade', 'kelp', 'lantern', 'moss', 'night', 'oak', 'pine']
const word = (n: number): string => WORDS[n % WORDS.length]

function room(i: number): string {
  const items = Array.from({ length: 12 }, (_, k) => `    "${word(i + k)}" : "A piece of ${word(i + k)} near the ${word(i * 3 + k)} wall, number ${k} of many.",`).join('\n')
  return `#include <globals.h>
inherit STD_ROOM;

#define HERE "/area/room${i}"
#define LEVEL ${i % 9}

private int visits;
private string *heard = ({ });

int is_dark() {
  if (query_property("lit")) return NO;
  return LEVEL > 4;
}

string sound(string what) {
  switch (what) {
  case "wind":
  case "breeze":
    return "The wind from the ${word(i)} hills.";
  case "water":
    return visits > 3 ? "Dripping." : "Nothing yet.";
  default:
    return 0;
  }
}

void enter(string who) {
  visits++;
  if (member_array(who, heard) == -1) heard += ({ who });
  if (sizeof(heard) > 20) heard = heard[1..];
}

int count_exits() {
  int n;
  foreach (string dir, string to in query_exits())
    if (to != HERE) n++;
  return n;
}

void create() {
  set_short("The ${word(i)} ${word(i * 7 + 1)} room");
  set_long("You are in a room of ${word(i)} and ${word(i + 5)}. "
    "The ceiling is low, and something of ${word(i * 5)} "
    "hangs from it on chains. A draught comes from the north.");
  set_items(([
${items}
  ]));
  set_exits(([ "north" : "/area/room${(i + 1) % ROOMS}", "south" : "/area/room${(i + ROOMS - 1) % ROOMS}" ]));
  if (LEVEL % 2) add_exit("up", "/area/room${(i * 7) % ROOMS}");
  set_property("level", LEVEL);
  set_property("lit", ${i % 3 === 0 ? 'YES' : 'NO'});
}
`
}

function creature(i: number): string {
  const moves = Array.from({ length: 8 }, (_, k) => `int move_${word(i + k)}_${k}(object who, int strength) {
  int damage = CLAMP(strength * ${k + 2} / 3 - ${k}, 1, 40);
  if (query_hp() < query_max_hp() / ${k + 2}) damage += ${k};
  if (!who) return 0;
  last = "${word(i + k)}";
  return hit(who, damage);
}
`).join('\n')
  return `#include <globals.h>
inherit STD_LIVING;

private string last;
private int mood = ${i % 7};

${moves}
string mood_text() {
  if (mood > 5) return "friendly";
  if (mood > 2) return "wary";
  return mood ? "cross" : "raging";
}

void please(int n) {
  for (int k = 0; k < n; k++) {
    mood += k % 2 ? 1 : 2;
    if (mood > 10) { mood = 10; break; }
  }
}

string *best_skills(int n) {
  string *names = ({ "attack", "dodge", "${word(i)}", "${word(i + 3)}" });
  names = sort_array(names, (: query_skill($2) - query_skill($1) :));
  return names[0..n - 1];
}

void create() {
  set_short("a ${word(i)} ${word(i * 3 + 2)} beast");
  set_long(sprintf("A beast of %s, with eyes of %s.", "${word(i)}", "${word(i + 9)}"));
  set_ids(({ "beast", "${word(i)} beast" }));
  set_max_hp(${20 + (i % 30)});
  set_skill("attack", ${5 + (i % 20)});
  set_skill("dodge", ${3 + (i % 10)});
  set_skill("${word(i)}", ${i % 50});
  set_weight(${100 + i * 3});
}
`
}

function daemon(i: number): string {
  const parts = Array.from({ length: 14 }, (_, k) => `/** Keeps the ${word(i + k)} records: part ${k}. */
private mapping ${word(i + k)}_${k} = ([ ]);

int add_${word(i + k)}_${k}(string name, int amount) {
  mapping entry;
  if (!stringp(name) || name == "") return 0;
  entry = ${word(i + k)}_${k}[name];
  if (!entry) {
    entry = ([ "amount" : 0, "times" : 0, "first" : time() ]);
    ${word(i + k)}_${k}[name] = entry;
  }
  entry["amount"] += amount;
  entry["times"]++;
  changed++;
  return entry["amount"];
}

string report_${word(i + k)}_${k}(int least) {
  string text = "";
  int total;
  foreach (string name, mapping entry in ${word(i + k)}_${k}) {
    if (entry["amount"] < least) continue;
    text += sprintf("%-20s %6d (%d)\\n", capitalize(name), entry["amount"], entry["times"]);
    total += entry["amount"];
  }
  if (!total) return "Nothing of ${word(i + k)} yet.\\n";
  return text + "Total: " + total + "\\n";
}
`).join('\n')
  return `#include <globals.h>
inherit STD_OBJECT;

private int changed;
private string *log = ({ });

void note(string what);

${parts}
void note(string what) {
  log += ({ what });
  while (sizeof(log) > 100) log = log[1..];
}

mapping summary() {
  return ([ "changed" : changed, "log" : sizeof(log), "flags" : FLAG_1 | FLAG_3 | FLAG_${i % 40} ]);
}

void create() {
  set_short("the ${word(i)} daemon");
  note("made");
}
`
}

const MASTER = (files: readonly string[]): string => `${ALLOW_ALL}string *epilog(int load_empty) { return load_object("/list")->files(); }
void preload(string file) { load_object(file); }
// ${files.length} files
`

export interface BigMudlib {
  readonly files: number
  readonly lines: number
}

/** Writes it into `dir`, which gets the master, a user object and the rest. */
export function writeBigMudlib(dir: string): BigMudlib {
  const files: Record<string, string> = { 'include/globals.h': GLOBALS, 'std/object.c': OBJECT, 'std/room.c': ROOM, 'std/living.c': LIVING }
  const loaded: string[] = []
  const add = (path: string, text: string): void => {
    files[`${path}.c`] = text
    loaded.push(`/${path}`)
  }
  for (let i = 0; i < ROOMS; i++) add(`area/room${i}`, room(i))
  for (let i = 0; i < CREATURES; i++) add(`area/creature${i}`, creature(i))
  for (let i = 0; i < DAEMONS; i++) add(`daemon/${word(i)}${i}`, daemon(i))
  const lines = Object.values(files).reduce((n, text) => n + text.split('\n').length - 1, 0)
  files['list.c'] = `string *files() { return ({\n${loaded.map((f) => `  "${f}",`).join('\n')}\n}); }\n`
  files['master.c'] = MASTER(loaded)
  files['simul_efun.c'] = 'int simul_marker() { return 1; }\n'
  files['user.c'] = 'void logon() { receive("ready\\n"); }\n'
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), text)
  }
  mkdirSync(join(dir, 'log'), { recursive: true })
  return { files: loaded.length, lines }
}
