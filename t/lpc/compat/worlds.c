// What mudlibs rely on though it is no good style: accepted, with a warning at most.
#include <show.h>
inherit "/compat/_middle";
int sum();
int rate(object who, string how);
mapping table(mixed x);

// Calls before the definition are checked against the prototype.
int early() { return sum() + rate(this_object(), "buy"); }
int sum(int a, int b) { return a + b + 5; }    // expect warning: its prototype says 0
int rate(object who, int how) { return 2; }
string table(mixed x) { return "t"; }    // expect warning: its prototype says mapping

string last(mixed args...) {
  string s;
  if (stringp(args[0])) s = args[0];
  args = s + "!";
  s = args;
  return s;
}

mixed anything() { return 0; }

int later(int n) { return n + 1; }

private mixed *hoard = ({ 1 });
nosave mixed *hoard = ({ 2 });    // expect warning: variable hoard is declared twice

void main() {
  string name;
  mixed *list;
  object ob;

  show(early());                   // expect: 7
  show(table(1));                  // expect: "t"
  show(last("x", 2));              // expect: "x!"
  list = name = anything();
  ob = list = name = 0;
  show(list);                      // expect: 0
  catch {
    string data = "a\nb";
    string *lines = explode(data, "\n");
  };
  this_object()->anything();
  string *after = lines;           // expect warning: used behind the catch block
  show(after);                     // expect: ({ "a", "b" })
  load_object("/compat/_quiet");    // expect: created /compat/_quiet
  ob = load_object("/compat/_heir"); // expect: created /compat/_heir
  show(ob->reaches());             // expect: 1
  show(undefinedp(ob->heard("x"))); // expect: 1
  show(twice(4));                  // expect: 10
  show(tell());                    // expect: "by the middle"
  show(spread(({ "a", 1 })));      // expect: 0
  // Of two declarations of one variable the second counts.
  show(hoard);                     // expect: ({ 2 })
  show(variables(this_object(), 1)[<1]);  // expect: ({ "hoard", "public nosave mixed *" })
}
