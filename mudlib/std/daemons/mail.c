/**
 * Letters between players: a box for each, kept in a file of its own. A
 * sender keeps a copy, so that both have the whole thread.
 *
 * Only the mail command gets in here, and only for whoever typed it: a
 * letter is nobody else's business.
 */
#pragma strict_types

#include <globals.h>

inherit STD_DAEMON;

#define BOXES "/save/daemons/mail"
#define COMMAND "/cmds/player/mail"

/** Letters in a box; more are refused until some are deleted. */
#define BOX_SIZE 100
/** Unread letters one sender may leave in a box. */
#define UNREAD_OF_ONE 10
/** Those one letter may go to. */
#define MOST_RECIPIENTS 10
#define LONGEST_SUBJECT 60
#define LONGEST_TEXT 8000

/** The letters being saved or restored; their own variable because save_object() writes all. */
private mapping *letters = ({ });

private string box_file(string name) { return sprintf("%s/%s/%s", BOXES, name[0..0], name); }

private mapping *box_of(string name) {
  mapping *found;

  letters = ({ });
  if (file_size(box_file(name) + __SAVE_EXTENSION__) > 0) restore_object(box_file(name), 1);
  found = letters;
  letters = ({ });
  return found;
}

private void save_box(string name, mapping *box) {
  assure_dir(dirname(box_file(name)));
  letters = box;
  save_object(box_file(name));
  letters = ({ });
}

/** Whose box is asked for: who typed the command's line, or 0. */
private string owner() {
  if (!this_player() || base_name(previous_object()) != COMMAND) return 0;
  return ACCOUNTS_D->name_of(this_player());
}

private int next_id(mapping *box) {
  return sizeof(box) ? max(map(box, (: $1["id"] :))) + 1 : 1;
}

private void file_letter(string name, mapping letter, int is_read) {
  mapping *box = box_of(name);

  save_box(name, box + ({ letter + ([ "id": next_id(box), "read": is_read ]) }));
}

private string fault_with_box(string from, string to) {
  mapping *box = ACCOUNTS_D->exists(to) && box_of(to);

  if (!box) return "Nobody is called that.";
  if (sizeof(box) >= BOX_SIZE) return sprintf("The box of %s is full.", capitalize(to));
  if (sizeof(filter(box, (: $1["from"] == $(from) && !$1["read"] :))) >= UNREAD_OF_ONE)
    return sprintf("%s has enough unread letters of yours.", capitalize(to));
  return 0;
}

private string fault_with(string from, string *to, string subject, string text) {
  if (sizeof(to) < 1 || sizeof(to) > MOST_RECIPIENTS) return sprintf("A letter goes to one to %d people.", MOST_RECIPIENTS);
  if (strlen(subject) > LONGEST_SUBJECT) return sprintf("A subject has at most %d characters.", LONGEST_SUBJECT);
  if (strlen(text) > LONGEST_TEXT) return sprintf("A letter has at most %d characters.", LONGEST_TEXT);
  if (sizeof(box_of(from)) >= BOX_SIZE) return "Your own box is full. Delete something.";
  foreach (string name in to) {
    string fault = fault_with_box(from, name);

    if (fault) return fault;
  }
  return 0;
}

/** Those a letter is for: names in lower case. */
string *query_recipients(mapping letter) { return explode(letter["to"], ", "); }

/**
 * Sends a letter.
 *
 * @param {string *} to - names, in lower case
 * @param {string} subject
 * @param {string} text - lines
 * @param {string} [thread] - of the letter it answers
 * @returns {string} 0 when sent, else why not
 */
varargs string send(string *to, string subject, string text, string thread) {
  string from = owner();
  string fault = from ? fault_with(from, to, subject, text) : "That is not for you to send.";
  mapping letter;

  if (fault) return fault;
  letter = ([
    "from": from, "to": implode(to, ", "), "subject": subject, "text": text, "time": time(),
    "thread": thread || sprintf("%s.%d", from, time_ns()),
  ]);
  if (member_array(from, to) == -1) file_letter(from, letter, 1);
  foreach (string name in to) {
    object body = find_player(name);

    file_letter(name, letter, 0);
    if (body && !body->ignores(this_player())) body->tell(sprintf("A letter from %s has come for you: %s", capitalize(from), subject));
  }
  return 0;
}

/** Without those of people one wants to hear nothing of. */
private mapping *wanted(mapping *box, object who) {
  string *ignored = who->query_ignored() || ({ });

  return filter(box, (: member_array($1["from"], $(ignored)) == -1 :));
}

/** All letters of who asks, oldest first. */
mapping *query_letters() {
  return owner() ? wanted(box_of(owner()), this_player()) : ({ });
}

/**
 * One letter of who asks, which counts as read from now on.
 *
 * @returns {mapping} id, from, to, subject, text, time, thread, read; or 0
 */
mapping read_letter(int id) {
  string name = owner();
  mapping *box = name ? box_of(name) : ({ });

  foreach (mapping letter in box) {
    if (letter["id"] != id) continue;
    if (!letter["read"]) {
      letter["read"] = 1;
      save_box(name, box);
    }
    return letter;
  }
  return 0;
}

/** The letters of one thread that who asks has, oldest first. */
mapping *query_thread(string thread) {
  return owner() ? filter(box_of(owner()), (: $1["thread"] == $(thread) :)) : ({ });
}

/** Throws a letter of who asks away. */
int delete_letter(int id) {
  string name = owner();
  mapping *box = name ? box_of(name) : ({ });
  mapping *rest = filter(box, (: $1["id"] != $(id) :));

  if (sizeof(rest) == sizeof(box)) return 0;
  save_box(name, rest);
  return 1;
}

/**
 * How many unread letters somebody has, which is all that one may know of
 * them without the command.
 *
 * @param {object} body
 */
int count_unread(object body) {
  return sizeof(filter(wanted(box_of(body->query_name()), body), (: !$1["read"] :)));
}
