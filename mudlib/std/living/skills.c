/**
 * What a body has learnt: skills that grow by use, experience, and the
 * level that comes of it.
 */
#pragma strict_types

/** A skill goes from 0 to this. */
#define MAX_SKILL 100
/** Experience for level n is this, times (n - 1) squared. */
#define STEP 50

void tell(string text);

private mapping skills = ([ ]);
private int experience = 0;
private nosave int fixed_level = 0;

/** How well it does something, 0 to 100. */
int query_skill(string name) { return skills[name]; }

/** All it has learnt: name to 0..100. */
mapping query_skills() { return copy(skills); }

/** Sets a skill. */
void set_skill(string name, int points) {
  skills[name] = points < 0 ? 0 : points > MAX_SKILL ? MAX_SKILL : points;
}

/**
 * It has done something, and may have learnt from it: the less it knows,
 * the more likely.
 */
void practise(string name) {
  int known = skills[name];

  if (known >= MAX_SKILL || random(4 + known) >= 2) return;
  skills[name] = known + 1;
  if ((known + 1) % 5 == 0) tell(sprintf("You are getting better at %s.", name));
}

/** Makes it as strong as it will ever be: npcs do not learn. */
void set_level(int level) { fixed_level = level; }

/** Level, from 1. */
int query_level() {
  int level = 1;

  if (fixed_level) return fixed_level;
  while (experience >= STEP * level * level) level++;
  return level;
}

/** Experience that makes a level. */
int experience_for(int level) { return STEP * (level - 1) * (level - 1); }

/** All it has lived through, as a number. */
int query_experience() { return experience; }

/** It has reached a level. Bodies that profit override it. */
void level_gained(int level) { }

/**
 * It has lived through something.
 *
 * @param {int} points - may be less than 0: a level once reached is kept
 */
void add_experience(int points) {
  int before = query_level();
  int floor = experience_for(before);

  experience += points;
  if (experience < floor) experience = floor;
  for (int level = before + 1; level <= query_level(); level++) level_gained(level);
}
