/**
 * Time of day and weather. A day of the world lasts two hours; the weather
 * changes by and by. Who stands under the sky is told.
 */
#pragma strict_types

#include <globals.h>

inherit STD_DAEMON;

/** Seconds of an hour of the world. */
#define HOUR 300
#define HOURS 24

/** Weather, from fair to foul; it moves one step at a time. */
private nosave string *weathers = ({
  "clear", "hazy", "overcast", "drizzle", "rain", "storm",
});

private nosave mapping skies = ([
  "clear": ([ "day": "The sky is clear.", "night": "Stars stand over the lake.",
    "comes": "The last clouds drift away." ]),
  "hazy": ([ "day": "A thin haze takes the edge off the sun.", "night": "A haze dims the stars.",
    "comes": "A haze comes up from the lake." ]),
  "overcast": ([ "day": "Grey clouds hang low over the water.", "night": "Clouds hide the stars.",
    "comes": "Clouds cover the sky." ]),
  "drizzle": ([ "day": "A fine drizzle falls.", "night": "A fine drizzle falls in the dark.",
    "comes": "It is so wet now that one must call it drizzle." ]),
  "rain": ([ "day": "Rain pocks the ground.", "night": "Rain whispers in the dark.",
    "comes": "It is raining." ]),
  "storm": ([ "day": "The wind drives rain before it in sheets.", "night": "A storm howls through the night.",
    "comes": "The wind rises to a storm." ]),
]);

/** Hour to what is seen of it. */
private nosave mapping turns = ([
  5: "The sky grows pale in the east.",
  7: "The sun comes up over the woods.",
  12: "The sun stands high.",
  19: "The sun goes down beyond the mill.",
  21: "Night falls.",
]);

private int weather = 0;

/** The hour of the world's day, 0 to 23. */
int query_hour() { return time() / HOUR % HOURS; }

/** `night`, `dawn`, `morning`, `afternoon` or `dusk`. */
string query_phase() {
  int hour = query_hour();

  if (hour < 5 || hour >= 21) return "night";
  if (hour < 7) return "dawn";
  if (hour < 12) return "morning";
  return hour < 19 ? "afternoon" : "dusk";
}

/** Is it night? */
int is_night() { return query_phase() == "night"; }

/** The weather, as one word. */
string query_weather() { return weathers[weather]; }

/** The sky as a sentence. */
string query_text() {
  return skies[query_weather()][is_night() ? "night" : "day"];
}

/** Tells everybody under the sky. */
private void tell_outdoors(string text) {
  foreach (object body in users())
    if (environment(body) && environment(body)->query_outdoors()) body->tell(text);
}

/**
 * Sets the weather, and lets it be seen.
 *
 * @param {string} kind - one of clear, hazy, overcast, drizzle, rain, storm
 * @returns {int} 1, or 0 when there is no such weather
 */
int set_weather(string kind) {
  int at = member_array(kind, weathers);

  if (at == -1) return 0;
  weather = at;
  tell_outdoors(skies[kind]["comes"]);
  return 1;
}

/** An hour has struck: the sun moves, and perhaps the weather turns. */
void strike() {
  int next = weather + random(3) - 1;

  call_out("strike", HOUR - time() % HOUR);
  if (turns[query_hour()]) tell_outdoors(turns[query_hour()]);
  if (next != weather && next >= 0 && next < sizeof(weathers)) set_weather(weathers[next]);
}

void create() {
  ::create();
  weather = random(3);
  call_out("strike", HOUR - time() % HOUR);
}
