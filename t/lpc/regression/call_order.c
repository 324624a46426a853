// What is called is read before its arguments are evaluated, also when one assigns to it inline.
int twice(int x) { return x * 2; }
int thrice(int x) { return x * 3; }

void main() {
  function f = (: twice :);
  object o = this_object();
  write((*f)((f = (: thrice :), 5)) + "\n");      // expect: 10
  write((*f)(5) + "\n");                           // expect: 15
  write(o->twice((o = 0, 5)) + "\n");              // expect: 10
  // What is no function is its own value; a constant once came out as `7.code` in JavaScript.
  write((*7)(1) + "\n");                           // expect: 7
}
