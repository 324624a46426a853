// Calls what its ancestor declares, without a word of its own.
inherit "/compat/_declares";
private string told() { return "by the middle"; }
int twice(int n) { return 2 * later(n); }
mixed spread(mixed *args) { return _declares::plain(args...); }
