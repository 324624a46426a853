int made;
private int hidden = 1;
protected string kind() { return "base"; }
int query_made() { return made; }
void make() { made++; }
string name() { return "base of " + kind(); }
private string secret() { return "secret"; }
string tell() { return secret(); }
