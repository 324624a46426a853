// LDMud's efuns that its t-language calls and FluffOS's dialect does not have, as far as LPC can say them.

varargs mixed funcall(mixed f, mixed args...) { return functionp(f) ? evaluate(f, args...) : f; }
int closurep(mixed x) { return functionp(x); }
void raise_error(string text) { error(text); }
varargs void debug_message(string text, int where) { efun::debug_message(text); }
