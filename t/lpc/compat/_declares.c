// Calls what an heir defines, though it keeps it private; declares what only an heir of the heir has.
string told();
string tell() { return told(); }
int later(int n);
void plain(string a, int b) { a = a + b; }
private int kept(string s) { return strlen(s); }
