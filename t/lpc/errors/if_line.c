// An error in the test of an if is placed on the line of the test, not on the statement before.
int check(int a) {
  int x = 3;

  if (x > 5)
    return 1;
  else if (x / a)  // expect error: Division by zero
    return 2;
  return 3;
}

void main() { check(0); }
