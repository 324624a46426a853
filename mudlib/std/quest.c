/**
 * A quest: its name, what the log says at each stage, and what one gets at
 * the end. Who advances it is up to the people and things of its domain.
 */
#pragma strict_types

private nosave string title = "A quest";
private nosave string *stages = ({ });
private nosave int experience = 0;
private nosave int money = 0;

/** Its name, as people say it. */
void set_title(string text) { title = text; }

/** Its name, as people say it. */
string query_title() { return title; }

/**
 * What the log says.
 *
 * @param {string *} texts - of stage 1, 2, …; the last is the end
 */
void set_stages(string *texts) { stages = texts; }

/** What the log says of a stage. */
string query_stage_text(int stage) { return stages[stage - 1]; }

/** The number of the stage that ends it. */
int query_last_stage() { return sizeof(stages); }

/** What one gets at the end. */
void set_reward(int points, int marks) {
  experience = points;
  money = marks;
}

/** Experience at the end. */
int query_experience() { return experience; }

/** Marks at the end. */
int query_money() { return money; }

void create() { }
