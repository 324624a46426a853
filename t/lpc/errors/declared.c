// What FluffOS refuses in declarations, cases and characters.
int twice;
int twice;                        // expect warning: variable twice is declared twice
varargs int v;                    // expect compile error: only functions are varargs
string twice;                     // expect compile error: variable twice is declared twice

void main() {
  class none c;                   // expect compile error: undefined class none
  string s = "abc";
  s[0] = "x";                     // expect compile error: cannot assign string to this place of type int
  switch (strlen(s)) {
    case 1..3: return;
    case 2: return;               // expect compile error: this case overlaps another
    case 10..: return;            // expect compile error: this case overlaps another
    case 5..11: write(c);
  }
}
