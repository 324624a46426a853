// Syntax errors of a file are reported together, before names are looked at.
int f() { return 1 }        // expect compile error: expected ';'
void h() { break; }         // expect compile error: 'break' outside of a loop or switch
void main() { int 3x; }     // expect compile error: 3
