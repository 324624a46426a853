// Classes: members by name, positional and named initialisers, sharing.
#include <show.h>

class point { int x; int y; string label; }

class point move(class point p, int dx) { p->x += dx; return p; }

void main() {
  class point p = new(class point, x: 3, label: "here");
  class point q = new(class point, 1, 2);
  move(p, 4);
  show(p->x + p->y);     // expect: 7
  show(p.label + q->y);  // expect: "here2"
  q->y++;
  show(q->y);            // expect: 3
  class point same = p;
  same->x = 0;
  show(p->x);            // expect: 0
}
