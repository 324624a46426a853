/**
 * The health of a body: hurt, healed, and what happens at nothing.
 */
#pragma strict_types

/** Heart beats between two points of healing by itself. */
#define BEATS_TO_MEND 4

string the_short();

private int hp = 20;
private int max_hp = 20;
private nosave int beats = 0;

/** Health, 0 and below is dead. */
int query_hp() { return hp; }

/** The most health there can be. */
int query_max_hp() { return max_hp; }

/** Tells clients: heirs with clients override it. */
void vitals_changed() { }

/** Sets health, up to the most there can be. Nobody dies of this. */
void set_hp(int points) {
  hp = points > max_hp ? max_hp : points;
  vitals_changed();
}

/** Sets the most health there can be, and fills it up. */
void set_max_hp(int points) {
  max_hp = points;
  set_hp(points);
}

/** Makes better. */
void heal(int points) { set_hp(hp + points); }

/** The end. Heirs leave a corpse. */
void die(object killer) { destruct(this_object()); }

/** It was hurt and lives: heirs may run. */
void shrink_from(object attacker) { }

/**
 * Hurts.
 *
 * @param {int} points
 * @param {object} [by] - who did it
 * @returns {int} 1 when that was the end
 */
varargs int hurt(int points, object by) {
  if (hp <= 0) return 1;
  hp -= points;
  set_heart_beat(1);
  vitals_changed();
  if (hp <= 0) {
    die(by);
    return 1;
  }
  shrink_from(by);
  return 0;
}

/** How it is, after `is`: `badly hurt`. */
string query_condition() {
  int percent = hp * 100 / max_hp;

  if (percent >= 100) return "well";
  if (percent >= 75) return "slightly hurt";
  if (percent >= 50) return "hurt";
  if (percent >= 25) return "badly hurt";
  return "near death";
}

/**
 * One heart beat of healing.
 *
 * @returns {int} 1 when there is more to heal
 */
protected int mend() {
  if (hp >= max_hp) return 0;
  if (++beats % BEATS_TO_MEND == 0) heal(1 + max_hp / 40);
  return hp < max_hp;
}
