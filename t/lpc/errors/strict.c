#pragma strict_types
int f(string s) { return 1; }
void main() {
  int i;
  string s;
  i = "text";  // expect compile error: cannot assign string to variable i of type int
  i = f(3);    // expect compile error: argument 1 of f() is int, wanted string
  f("a", "b"); // expect compile error: too many arguments to f()
}
