int hp = 10;
private int hidden = 3;
string name() { return "base"; }
string describe() { return name() + ":" + hp + ":" + hidden; }
protected int guarded() { return 42; }
private int secret() { return 7; }
int own_secret() { return secret(); }
void set_hp(int n) { hp = n; }
