// What inspector.test.ts steps through: the numbers of its lines are written there.
#include "steps.h"

int total;

int add(int amount) {
  total += amount;
  return total;
}

int sum(int n) {
  string word = "sum";
  int result;

  for (int i = 0; i < n; i++) {
    result += DOUBLE(i);
    if (result > 100)
      result = 0;
  }
  foreach (int i in ({ 1, 2 }))
    result += i;
  add(result);
  return result + sizeof(word);
}

int after_wait(int n) {
  int before = n * 2;

  sleep(0);
  before++;
  return before;
}

int burn(int n) {
  mapping m = ([ ]);

  for (int i = 0; i < n; i++)
    m[i % 100] = sprintf("%d", i);
  return sizeof(m);
}

int main() {
  int a = sum(3);
  int b = after_wait(a);

  b += from_header(b);
  return b;
}

void over(int n);

int hot() {
  int n;

  // Enough turns for the sampler, few enough for one evaluation.
  for (int i = 0; i < 2000; i++)
    n += burn(200);
  over(n);
  return n;
}

// V8 loses sight of functions that have a breakpoint when it takes samples: hot() must have none.
void over(int n) {
  total = n;
}
