// Calls what an heir defines, though it keeps it private.
string told();
string tell() { return told(); }
void plain(string a, int b) { a = a + b; }
