// The parts of a for are placed on their own lines.
int count(int a) {
  int n;

  for (int i = 3;
       i / a;  // expect error: Division by zero
       i--, a--)
    n++;
  return n;
}

void main() { count(1); }
