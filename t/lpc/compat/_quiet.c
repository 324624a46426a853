// A base whose private functions the driver calls in its heirs, and nobody else.
private void create() { write("created " + base_name(this_object()) + "\n"); }
private int heard(string s) { return 1; }
