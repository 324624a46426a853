inherit "/compat/_base";
string kind() { return "right"; }
string name() { return "right, " + ::name(); }
int right_made() { return made; }
private string secret() { return "mine"; }
