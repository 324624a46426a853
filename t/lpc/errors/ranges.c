// What stands in brackets on the left of an assignment is checked as on the right.
void main() {
  string s = "abc";
  int *a = ({ 1, 2 });
  mapping m = ([ ]);
  s["x"..1] = "y"; // expect compile error: a range goes from int to int
  s[1..2.0] = "y"; // expect compile error: a range goes from int to int
  a["x"] = 1;      // expect compile error: is indexed with int, not string
  m[<1] = 1;       // expect compile error: cannot be indexed from its end
  s[0..1] = "y";
}
