// `#pragma cast_call_others` and `#pragma typed_literals`, under strict_types.
#pragma strict_types, cast_call_others, typed_literals
int f(int n) { return n; }
void main() {
  object ob = this_object();
  int *a = ({ 1, 2 });
  a = ({ 1, "two" });           // expect compile error: cannot assign (int | string) * to variable a of type int *
  ob->main();
  f((int)ob->f(1));
  f(ob->f(1));                  // expect compile error: must be cast
  while (ob->f(0)) break;       // expect compile error: must be cast
  foreach (string s in a) f(strlen(s));   // expect compile error: cannot assign int to variable s of type string
}
