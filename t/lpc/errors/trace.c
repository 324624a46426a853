// The error's line is the innermost LPC line, through macros and calls.
#define BOOM(x) error("boom " + (x))
void inner() {
  BOOM(1);  // expect error: boom 1
}
void outer() { inner(); }
void main() { outer(); }
