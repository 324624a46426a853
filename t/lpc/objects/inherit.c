// Inheritance: virtual calls, ::, labels, variables, private and protected; a diamond copies.
inherit "/objects/_left";
inherit "/objects/_right";

string name() { return "top(" + _left::name() + "," + _right::name() + ")"; }
private int secret() { return 8; }

void main() {
  write(name() + "\n");      // expect: top(left-base,right-base)
  write(describe() + "\n");  // expect: top(left-base,right-base):10:3
  write(_left::describe() + "\n");  // expect: top(left-base,right-base):10:3
  write(guarded() + own_secret() + "\n");  // expect: 49
  _left::set_hp(50);
  write(_left::describe() + " " + _right::describe() + "\n");  // expect: top(left-base,right-base):50:3 top(left-base,right-base):10:3
  object ob = new("/objects/_left");
  write(ob->describe() + "\n");  // expect: left-base:10:3
  write(ob->guarded() + " " + ob->secret() + " " + ob->nothing() + "\n");  // expect: 0 0 0
  write(undefinedp(ob->nothing()) + "\n");  // expect: 1
  destruct(ob);
  write(objectp(ob) + " " + (ob == 0) + " " + (ob ? 1 : 0) + "\n");  // expect: 0 1 0
  write(catch(ob->name()));  // expect: *Bad argument 1 to call_other(): expected object, got int (calling name).
}
