#pragma strict_types
inherit "/async/_base";

async int f() { return 1; }
async string g() { return "x"; }
async int wrong() { return "text"; } // expect compile error: returns string, declared int
string inherited() { return ""; } // expect compile error: not async
async void heart_beat() { } // expect compile error: the driver calls heart_beat()
async int x; // expect compile error: only functions are async
async int agree();
int agree() { return 0; } // expect compile error: its prototype is
promise<void> nothing; // expect compile error: a promise of nothing
promise<promise<int> > nested; // expect compile error: a promise cannot be promised
class point { int x; int y; }
async class point where() { return new(class point); }

void main() {
  int n = f(); // expect compile error: cannot assign promise<int>
  promise<int> p = g(); // expect compile error: cannot assign promise<string>
  string s = await f(); // expect compile error: cannot assign int
  promise anything = f();
  p = anything;
  promise<int> *ps = ({ });
  promise<int *> one = ps; // expect compile error: cannot assign
  class point at = await where();
  promise_status(5); // expect compile error: wanted promise
  n = strlen(s) + at->x + sizeof(ps) + promise_status(one) + call_out("f", 1);
  p = call_out(1);
}
