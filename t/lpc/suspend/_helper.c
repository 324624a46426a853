int value = 5;
int get(int x) { sleep(0.001); return x + value; }
int fail() { sleep(0.001); error("far failure"); return 0; }
object who() { sleep(0.001); return previous_object(); }
