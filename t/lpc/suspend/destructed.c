// An object destructed while its function waits ends there, in an error that its caller may catch.
#include <show.h>


void main() {
  object ob = new("/suspend/_victim");
  string e = catch(ob->wait());
  write(strsrch(e, "was destructed while wait()") >= 0 ? "ended\n" : e);  // expect: ended
  show(ob);  // expect: 0
}
