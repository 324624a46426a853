int create() { set_light(3); }
int shine(int n) { return set_light(n); }
void enter(object ob) { move_object(ob); }
void move_or_destruct(object to) { if (to) move_object(to); }
void go() { destruct(this_object()); }
