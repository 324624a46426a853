/**
 * Something to eat: it is gone afterwards, and does some good.
 */
#pragma strict_types

inherit "/std/item";

private nosave int nourishment = 5;
private nosave string taste = "It tastes of nothing much.";

/** Points of health it gives. */
void set_nourishment(int points) { nourishment = points; }

/** Points of health it gives. */
int query_nourishment() { return nourishment; }

/** What one thinks of it: a sentence. */
void set_taste(string text) { taste = text; }

/** What one thinks of it: a sentence. */
string query_taste() { return taste; }

/** Is it for `eat`? */
int is_edible() { return 1; }

/**
 * Somebody eats it up.
 *
 * @param {object} who
 */
void eaten_by(object who) {
  who->heal(nourishment);
  remove();
}
