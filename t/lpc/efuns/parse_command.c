// parse_command() without a master: patterns, objects, what goes to the variables. With one: t/world/command.test.ts.
#include <show.h>

object thing(string text, string *nouns, string *plurals, string *adjectives) {
  object ob = clone_object("/efuns/_thing");
  ob->setup(text, nouns, plurals, adjectives);
  return ob;
}

object bag, long, short, rose, bob, cap;
object *all;

mixed said(mixed x) {
  if (objectp(x)) return x->text();
  return arrayp(x) ? map(x, (: said :)) : x;
}

void try(string command, string pattern) {
  mixed a, b, c;
  int fits = parse_command(command, all, pattern, a, b, c);
  show(({ fits, said(a), said(b), said(c) }));
}

void main() {
  mixed *m = ({ 1, 2 });
  mapping map = ([ ]);
  mixed x;
  string s = "before";
  int n;

  bag = thing("bag", ({ "bag" }), 0, ({ "big" }));
  long = thing("long", ({ "sword", "blade" }), 0, ({ "long", "red" }));
  short = thing("short", ({ "sword" }), ({ "swords" }), ({ "short", "very old" }));
  rose = thing("rose", ({ "rose" }), ({ "roses" }), ({ "red" }));
  bob = thing("bob", ({ "bob", "man" }), 0, 0);
  cap = thing("cap", ({ "cap of power" }), 0, ({ "shiny" }));
  bob->live();
  // Who is made living is this_player() and hears what show() writes: nobody may be.
  x = thing("gone", ({ }), 0, 0);
  x->live();
  destruct(x);
  all = ({ bag, long, short, rose, bob, cap });

  // Words, alternatives, what may be there.
  try("get it", "'get' / 'take' %w");                  // expect: ({ 1, "it", 0, 0 })
  try("take it", "'get' / 'take' %w");                 // expect: ({ 1, "it", 0, 0 })
  try("drop it", "'get' / 'take' %w");                 // expect: ({ 0, 0, 0, 0 })
  try("look around now", "'look' [around] %w");        // expect: ({ 1, "now", 0, 0 })
  try("look now", "'look' [around] %w");               // expect: ({ 1, "now", 0, 0 })
  try("look", "'look' [around]");                      // expect: ({ 0, 0, 0, 0 })
  try("get it now", "'get' %w");                       // expect: ({ 0, "it", 0, 0 })
  try("say to me hello", "%w %s");                     // expect: ({ 1, "say", "to me hello", 0 })
  try("tell old bob 7 things", "'tell' %s %d %s");     // expect: ({ 1, "old bob", 7, "things" })
  try("tell bob", "'tell' %s 'now'");                  // expect: ({ 0, 0, 0, 0 })
  try("a b", "%s %s");                                 // expect: ({ 0, "", 0, 0 })
  try("", "%s");                                       // expect: ({ 0, 0, 0, 0 })
  try("x", "");                                        // expect: ({ 0, 0, 0, 0 })

  // Numbers.
  try("seven 7 7th", "%d %d %d");                      // expect: ({ 1, 7, 7, 7 })
  try("twentyone twentieth ninetyninth", "%d %d %d");  // expect: ({ 1, 21, -20, -99 })
  try("-3", "%d");                                     // expect: ({ 0, 0, 0, 0 })
  try("99999999999999999999", "%d");                   // expect: ({ 0, 0, 0, 0 })

  // Objects: the number and whom it may mean.
  try("get sword", "'get' %i");                        // expect: ({ 1, ({ 1, "long", "short" }), 0, 0 })
  try("get three swords", "'get' %i");                 // expect: ({ 1, ({ 3, "long", "short" }), 0, 0 })
  try("get second sword", "'get' %i");                 // expect: ({ 1, ({ -2, "long", "short" }), 0, 0 })
  try("get swords", "'get' %i");                       // expect: ({ 1, ({ 0, "long", "short" }), 0, 0 })
  try("get long red blade", "'get' %i");               // expect: ({ 1, ({ 1, "long" }), 0, 0 })
  try("get very old sword", "'get' %i");               // expect: ({ 1, ({ 1, "short" }), 0, 0 })
  try("get old sword", "'get' %i");                    // expect: ({ 0, 0, 0, 0 })
  try("put red roses in big bag", "'put' %i 'in' %i"); // expect: ({ 1, ({ 0, "rose" }), ({ 1, "bag" }), 0 })
  try("put cap of power in bag", "'put' %i 'in' %o");  // expect: ({ 1, ({ 1, "cap" }), "bag", 0 })
  try("get shiny caps of power", "'get' %i");          // expect: ({ 1, ({ 0, "cap" }), 0, 0 })
  try("get sword", "'get' %o");                        // expect: ({ 1, "long", 0, 0 })
  try("kick man", "'kick' %l");                        // expect: ({ 1, ({ 1, "bob" }), 0, 0 })
  try("kick rose", "'kick' %l / %i");                  // expect: ({ 1, ({ 1, "rose" }), 0, 0 })

  // An object stands for what is in it, at any depth; a living is found by name where none is near.
  long->enter(bag);
  rose->enter(long);
  show(parse_command("rose", bag, "%o", x) && said(x));             // expect: "rose"
  show(parse_command("bob", bag, "%l", x) && said(x));              // expect: "bob"
  show(parse_command("sword", ({ 0, "sword", short }), "%i", x) && said(x));  // expect: ({ 1, "short" })

  // Words of one's own for %p: the one that fits comes first.
  x = ({ "by", "next to" });
  n = parse_command("sit next to bob", all, "%w %p %s", s, x);
  show(({ n, s, x }));                                 // expect: ({ 1, "sit", ({ "next to", "by" }) })
  show(parse_command("in", all, "%p", n));             // expect: 0

  // Elements and members are variables too; what is not reached stays.
  parse_command("get it", all, "%w %w %w", m[1], map["b"], s);
  show(({ m, map, s }));                               // expect: ({ ({ 1, "get" }), ([ "b" : "it", ]), "sit" })

  // An object that goes while it is asked is out of it.
  destruct(short);
  show(parse_command("sword", all, "%i", x) && said(x));            // expect: ({ 1, "long" })

  x = 5;
  parse_command("a", x, "%w", s);                      // expect error: Bad argument 2 to parse_command()
}
