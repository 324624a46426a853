// All errors of a file in one go, each on its line.
int f() { return undefined_thing; }  // expect compile error: undefined variable undefined_thing
int g() { return nosuch(1); }        // expect compile error: undefined function nosuch()
int g() { return 0; }                // expect compile error: function g() is defined twice
void main() { int a; int a; }        // expect compile error: local variable a is declared twice
