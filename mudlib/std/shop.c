/**
 * A room where things are bought and sold, as long as its keeper is in.
 * What is always on the list is made new for each buyer; what players
 * bring is kept in the back until somebody wants it.
 */
#pragma strict_types

#include <globals.h>

inherit STD_ROOM;

/** In a hundred of a thing's value: what one pays, and what one gets. */
#define SELLS_AT 110
#define BUYS_AT 50
/** Things kept in the back; more are not bought. */
#define ROOM_IN_THE_BACK 30

private nosave mapping stock = ([ ]);
private nosave string keeper = 0;
private nosave object back = 0;
private nosave function wants = 0;

/**
 * What there is always to buy.
 *
 * @param {string *} paths
 */
void set_stock(string *paths) {
  stock = ([ ]);
  foreach (string path in paths) stock[path] = load_object(path);
}

/** The name of who must be there to sell. */
void set_keeper(string name) { keeper = name; }

/**
 * What it buys.
 *
 * @param {function} wanted - gets a thing, says 1; without one it buys anything
 */
void set_wants(function wanted) { wants = wanted; }

private object *for_sale() {
  return values(stock) + (back ? all_inventory(back) : ({ }));
}

/** What one pays for a thing. */
int price_of(object thing) { return max(({ 1, thing->query_value() * SELLS_AT / 100 })); }

/** What one gets for a thing. */
int offer_for(object thing) { return thing->query_value() * BUYS_AT / 100; }

/** The keeper, or 0 after telling the customer why nothing comes of it. */
private object attending() {
  object who = keeper && present(keeper, this_object());

  if (this_player()->is_ghost()) notify_fail("Nobody here does business with the dead.\n");
  else if (!who) notify_fail("Nobody is here to serve you.\n");
  else if (who->is_fighting()) notify_fail("Not now!\n");
  else return who;
  return 0;
}

private string line_of(object thing) {
  return sprintf("%4d  %s", price_of(thing), thing->short());
}

/** `list` shows what there is to buy. */
int do_list(string arg) {
  object *things = for_sale();

  if (!attending()) return 0;
  if (!sizeof(things)) return notify_fail("There is nothing to buy now.\n");
  write("Marks\n" + implode(map(things, (: line_of($1) :)), "\n") + "\n");
  return 1;
}

/** `buy THING`. */
int do_buy(string arg) {
  object who = attending();
  string wanted = arg && strip_article(lower_case(arg));
  object *found = filter(for_sale(), (: $1->id($(wanted)) :));
  object thing;
  string price;

  if (!who) return 0;
  if (!arg) return notify_fail("Buy what? `list` shows what there is.\n");
  if (!sizeof(found)) return notify_fail("They have no such thing. `list` shows what they have.\n");
  price = count_of(price_of(found[0]), "mark");
  if (this_player()->query_money() < price_of(found[0])) return notify_fail(sprintf("That is %s. You do not have so much.\n", price));
  thing = clonep(found[0]) ? found[0] : new(base_name(found[0]));
  if (!thing->move(this_player())) {
    if (!environment(thing)) thing->remove();
    return notify_fail("You could not carry it.\n");
  }
  this_player()->pay(price_of(thing));
  write(sprintf("You buy %s for %s.\n", thing->short(), price));
  this_player()->act(sprintf("buys %s.", thing->short()));
  return 1;
}

private string refusal(object thing) {
  if (!thing) return "You have no such thing.";
  if (!thing->is_droppable()) return "You are using that.";
  if (offer_for(thing) < 1) return "That is worth nothing to them.";
  if (wants && !evaluate(wants, thing)) return "They do not deal in such things.";
  if (sizeof(all_inventory(thing))) return "Empty it first.";
  if (back && sizeof(all_inventory(back)) >= ROOM_IN_THE_BACK) return "They have no more room for it.";
  return 0;
}

/** `sell THING`. */
int do_sell(string arg) {
  object who = attending();
  object thing = arg && present(lower_case(arg), this_player());
  string fault;
  int offer;

  if (!who) return 0;
  if (!arg) return notify_fail("Sell what?\n");
  fault = refusal(thing);
  if (fault) return notify_fail(fault + "\n");
  offer = offer_for(thing);
  if (!back) back = new(STD_CONTAINER);
  if (!thing->move(back)) return notify_fail("They cannot take it.\n");
  this_player()->add_money(offer);
  write(sprintf("You sell %s for %s.\n", thing->short(), count_of(offer, "mark")));
  this_player()->act(sprintf("sells %s.", thing->short()));
  return 1;
}

/** `value THING` says what one would get for it. */
int do_value(string arg) {
  object thing = arg && present(lower_case(arg), this_player());
  string fault = arg ? refusal(thing) : "Value what?";

  if (!attending()) return 0;
  if (fault) return notify_fail(fault + "\n");
  write(sprintf("They would give you %s for it.\n", count_of(offer_for(thing), "mark")));
  return 1;
}

void init() {
  add_action("do_list", "list");
  add_action("do_buy", "buy");
  add_action("do_sell", "sell");
  add_action("do_value", "value");
}
