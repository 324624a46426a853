// #pragma strict_types looks at values from its line on.
mixed m() { return 1; }
void early() { string s; s = m(); write("early " + s + "\n"); }
#pragma strict_types
void late() { string s; s = m(); write("late " + s + "\n"); }
#pragma no_strict_types
void after() { string s; s = m(); write("after " + s + "\n"); }
void main() {
  early(); // expect: early 1
  write(catch(late())); // expect: *Trying to put int in string
  after(); // expect: after 1
}
