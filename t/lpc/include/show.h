// show(x): one line of output, whatever x is. The sizes and indents of %O are left out.
private void show(mixed x) {
  string s = replace_string(sprintf("%O", x), "\n", " ");
  int from, to;
  while ((from = strsrch(s, "/* sizeof()")) >= 0) {
    to = strsrch(s[from..], "*/");
    s = s[0..from - 1] + s[from + to + 2..];
  }
  while (strsrch(s, "  ") >= 0) s = replace_string(s, "  ", " ");
  write(s + "\n");
}
