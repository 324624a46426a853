inherit "/objects/_base";
string name() { return "left-" + ::name(); }
