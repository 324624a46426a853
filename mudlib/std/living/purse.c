/**
 * The money of a body, counted in marks.
 */
#pragma strict_types

private int marks = 0;

/** How many marks it has. */
int query_money() { return marks; }

/** Tells clients: heirs with clients override it. */
void status_changed() { }

/** Gives it marks, or with a number below 0 takes them, but not more than it has. */
void add_money(int number) {
  marks += number;
  if (marks < 0) marks = 0;
  status_changed();
}

/**
 * Takes a price.
 *
 * @returns {int} 1 when it was paid, 0 when it was too much
 */
int pay(int price) {
  if (price < 0 || price > marks) return 0;
  add_money(-price);
  return 1;
}
