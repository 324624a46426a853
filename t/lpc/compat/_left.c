inherit "/compat/_base";
string kind() { return "left"; }
void make() { ::make(); ::make(); }
string name() { return "left, " + ::name(); }
int left_made() { return made; }
