// copy(): sharing is kept; what contains itself is an error, as in FluffOS.
#pragma strict_types
void main() {
  int *shared = ({ 1 });
  mixed *twice = copy(({ shared, shared, ([ "k": shared ]) }));
  mixed *loop = ({ 0 });
  mixed *deep = ({ });
  write((twice[0] == twice[1]) + " " + (twice[0] == twice[2]["k"]) + " " + (twice[0] == shared) + "\n"); // expect: 1 1 0
  loop[0] = loop;
  write(catch(copy(loop))); // expect: *Mappings, arrays and/or classes nested too deep (100) for copy().
  for (int i = 0; i < 90; i++) deep = ({ deep });
  write(sizeof(copy(deep)) + "\n"); // expect: 1
  for (int i = 0; i < 20; i++) deep = ({ deep });
  write(catch(copy(([ "d": deep ])))); // expect: *Mappings, arrays and/or classes nested too deep (100) for copy().
}
