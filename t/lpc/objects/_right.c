inherit "/objects/_base";
string name() { return "right-" + ::name(); }
