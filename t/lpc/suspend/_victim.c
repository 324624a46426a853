int wait() {
  call_out("die", 0);
  sleep(0.05);
  return 1;
}
void die() { destruct(this_object()); }
