// show(x): one line of output, whatever x is.
private void show(mixed x) { write(replace_string(sprintf("%O", x), "\n", " ") + "\n"); }
