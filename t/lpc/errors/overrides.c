// Under `#pragma pedantic` a function takes what callers of the inherited one may give.
#pragma pedantic
inherit "/compat/_declares";
void plain(string a, string b) { a = b; }   // expect compile error: takes string as argument 2, not int
string tell(int more) { return "" + more; }
