#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

/** Something that can be looked at, in words; 0 when there is no such thing. */
private string view_of(string what) {
  object me = this_player();
  object room = environment(me);
  object thing = find_thing(what);

  if (thing && thing == room) return room->describe(me);
  if (thing) return thing->long();
  if (!room || !me->can_see()) return 0;
  what = room->query_detail(what) || room->query_detail(strip_article(what));
  return what && what + "\n";
}

private int look_at(string what) {
  object me = this_player();
  object thing = find_thing(what);
  string view = view_of(what);

  if (!view) return fail(me->can_see() ? "You see no such thing." : "It is too dark to see.");
  write(wrap(view, me->query_width()));
  if (thing && living(thing) && thing != me) thing->tell(me->query_cap_name() + " looks at you.");
  return 1;
}

private int look_into(string what) {
  object thing = find_thing(what);

  if (!thing || !function_exists("is_reachable", thing)) return look_at(what);
  if (!thing->is_reachable()) return done(capitalize(thing->the_short()) + " is closed.");
  if (!sizeof(all_inventory(thing))) return done(capitalize(thing->the_short()) + " is empty.");
  return done(sprintf("In %s you see %s.", thing->the_short(), thing->contents_text(thing->visible_contents(this_player()))));
}

int main(string arg) {
  object room = environment(this_player());
  string what;

  if (!arg) {
    if (!room) return fail("You are nowhere at all.");
    write(wrap(room->describe(this_player()), this_player()->query_width()));
    return 1;
  }
  if (sscanf(arg, "in %s", what) == 1) return look_into(what);
  if (sscanf(arg, "at %s", what) != 1) what = arg;
  return look_at(what);
}

string help() {
  return "look\nlook [at] THING\nlook in THING\n\n"
    "Shows where you are, or what something looks like, or what is in it. Also: l,\n"
    "x, examine.\n";
}
