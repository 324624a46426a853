// A pattern that almost fits everywhere is searched for in time that does not multiply the lengths.
void main() {
  string s = repeat_string("a", 1000000);
  string what = repeat_string("a", 200000) + "b" + repeat_string("a", 200000);
  string before, after;
  write(strsrch(s, what) + " " + strsrch(s, what, 1) + "\n"); // expect: -1 -1
  write(sizeof(explode(s, what)) + " " + (replace_string(s, what, "") == s) + "\n"); // expect: 1 1
  write(sscanf(s, "%s" + what + "%s", before, after) + "\n"); // expect: 0
  write(strsrch(s + what, what) + " " + strsrch(what + s, what, 1) + "\n"); // expect: 1000000 0
}
