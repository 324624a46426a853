// Checked because the functions have declared types; no pragma is needed.
int f(string s) { return 1; }
void main() {
  int i;
  string s;
  i = "text";  // expect compile error: cannot assign string to variable i of type int
  i = f(3);    // expect compile error: argument 1 of f() is int, wanted string
  f();         // expect compile error: too few arguments to f()
  f("a", "b"); // only a warning
  f(({ })...); // expect compile error: cannot spread
  i = s - s;   // expect compile error: string - string is impossible
  s += 1;
  s -= 1;      // expect compile error: string -= int is impossible
  i = s < 1;   // expect compile error: string < int is impossible
  i = s == 1;  // expect compile error: string == int is always false
  i = s["x"];  // expect compile error: string is indexed with int, not string
  i = i[0];    // expect compile error: int cannot be indexed
  s++;         // expect compile error: ++ of string is impossible
  i = ~s;      // expect compile error: ~ of string is impossible
  i = ({ 1 })[1]; // expect compile error: the array has 1 elements
  i = 1 / 0;   // expect compile error: division by zero
  return s;    // expect compile error: void function main() returns a value
}
string r() { return 1; } // expect compile error: function r() returns int, declared string
loose(string x) { int i; i = "text"; x = 1; return nowhere(i); }
