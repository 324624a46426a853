/**
 * The part of an npc that talks: unasked now and then, and in answer.
 */
#pragma strict_types

varargs void act(string text, object *except);
void speak(string words);

private nosave int chat_chance = 0;
private nosave string *chats = ({ });
private nosave mapping answers = ([ ]);

/**
 * What it says or does unasked.
 *
 * @param {int} chance - percent, each few heart beats with people near
 * @param {string *} lines - said; one that starts with `:` is done
 */
void set_chats(int chance, string *lines) {
  chat_chance = chance;
  chats = lines;
}

/**
 * What it answers, to whoever says a word or asks about it.
 *
 * @param {mapping} replies - a word, or array of words, to what is said
 *   then; a line that starts with `:` is done
 */
void set_answers(mapping replies) {
  answers = ([ ]);
  foreach (mixed words, string reply in replies)
    foreach (string word in arrayp(words) ? words : ({ words })) answers[word] = reply;
}

/** Says a line, or does it when it starts with `:`. */
void express(string line) {
  if (line[0] == ':') act(line[1..]);
  else speak(line);
}

private string answer_to(string words) {
  words = lower_case(words);
  foreach (string word, string reply in answers)
    if (strsrch(words, word) != -1) return reply;
  return 0;
}

/** Somebody said something here. */
void heard(object speaker, string words) {
  string reply = answer_to(words);

  if (reply && interactive(speaker)) call_out("express", 1, reply);
}

/**
 * Somebody asks about something: like hearing it, but never without an
 * answer. Those with a story override it.
 *
 * @param {object} who
 * @param {string} topic
 */
void asked(object who, string topic) {
  express(answer_to(topic) || ":shrugs.");
}

/** A beat's worth of talk. */
protected void chat() {
  if (sizeof(chats) && random(100) < chat_chance) express(chats[random(sizeof(chats))]);
}
