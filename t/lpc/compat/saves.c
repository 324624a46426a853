// Save files byte for byte, and what comes back.
#include <show.h>
int a = 5;
string s = "q\"\\";
object o;
int z;

void main() {
  o = this_object();
  string text = save_object(0);
  show(text);                    // expect: "#/compat/saves.c a 5 s "q\"\\" o "
  a = 9;
  z = 7;
  restore_from_string(text);
  show(({ a, s, z, undefinedp(z) }));  // expect: ({ 5, "q"\", 0, 1 })
}
