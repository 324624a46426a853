inherit "/compat/_quiet";
int reaches() { return undefinedp(this_object()->heard("x")); }
