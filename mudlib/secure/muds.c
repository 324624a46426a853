/**
 * Other games, for `mudlist`: an admin lists them in /secure/muds, and each
 * is asked by telnet's MSSP how it is. What it answers is a stranger's text.
 */
#pragma strict_types

#include <globals.h>

/** A line `Name host port` for each; `#` begins a comment. */
#define LIST "/secure/muds"
/** Games of the list that are asked. */
#define MOST 50
/** Seconds for which an answer is good, and that one may take. */
#define FRESH 300
#define PATIENCE 10
/** Bytes of an answer, and characters of one value. */
#define MOST_BYTES 16384
#define MOST_TEXT 40
/** Pieces an answer may come in: each is looked through again. */
#define MOST_PIECES 100

#define STREAM_BINARY 3
#define IAC 255
#define SE 240
#define SB 250
#define DO 253
#define MSSP 70
#define VAR 1
#define VAL 2

/** name -> ([ host, port, asked, state, figures ]) */
private nosave mapping known = ([ ]);
/** socket -> ([ name, bytes ]) */
private nosave mapping asking = ([ ]);

private void read_list() {
  mapping listed = ([ ]);

  foreach (string line in explode(read_file(LIST) || "", "\n")) {
    string name, host;
    int port;

    if (line == "" || line[0] == '#' || sscanf(line, "%s %s %d", name, host, port) != 3 || sizeof(listed) >= MOST) continue;
    listed[name] = known[name] || ([ "asked": 0, "state": "not asked yet", "figures": ([ ]) ]);
    listed[name]["host"] = host;
    listed[name]["port"] = port;
  }
  known = listed;
}

private void over(int fd, string state) {
  mapping one = asking[fd];

  map_delete(asking, fd);
  if (one && known[one["name"]]) known[one["name"]]["state"] = state;
}

/** MSSP's bytes as a mapping of texts: VAR name VAL value … */
private mapping figures_of(int *bytes) {
  mapping found = ([ ]);
  string name = "", text = "";
  int kind = 0;

  foreach (int byte in bytes + ({ VAR })) {
    if (byte != VAR && byte != VAL) {
      if (strlen(text) < MOST_TEXT && byte >= ' ' && byte < 127) text += sprintf("%c", byte);
      continue;
    }
    if (kind == VAR) name = text;
    else if (kind == VAL) found[name] = text;
    kind = byte;
    text = "";
  }
  return found;
}

/** The driver's: a socket has closed. */
protected void closed(int fd) { over(fd, "gave no figures"); }

/** The driver's: a socket is connected. */
protected void connected(int fd) {
  buffer question = allocate_buffer(3);

  question[0] = IAC;
  question[1] = DO;
  question[2] = MSSP;
  socket_write(fd, question);
}

/** Bytes between IAC SB MSSP and IAC SE; 0 while they are not all there. */
private int *answer_in(int *bytes) {
  int begin = -1;

  for (int i = 0; i < sizeof(bytes) - 1; i++) {
    if (bytes[i] != IAC) continue;
    if (bytes[i + 1] == SB && i + 2 < sizeof(bytes) && bytes[i + 2] == MSSP) begin = i + 3;
    else if (bytes[i + 1] == SE && begin >= 0) return bytes[begin..i - 1];
  }
  return 0;
}

/** The driver's: something has come. */
protected void got(int fd, buffer message) {
  mapping one = asking[fd];
  int *more = allocate(sizeof(message));
  int *answer;

  if (!one) return;
  for (int i = 0; i < sizeof(more); i++) more[i] = message[i];
  one["bytes"] += more;
  answer = answer_in(one["bytes"]);
  if (!answer && sizeof(one["bytes"]) < MOST_BYTES && ++one["pieces"] < MOST_PIECES) return;
  if (answer && known[one["name"]]) known[one["name"]]["figures"] = figures_of(answer);
  over(fd, answer ? "up" : "gave no figures");
  socket_close(fd);
}

/** It has taken too long. */
protected void late(int fd, string name) {
  if (!asking[fd] || asking[fd]["name"] != name) return;
  over(fd, "does not answer");
  socket_close(fd);
}

private void connect_to(string name, string address) {
  int fd = socket_create(STREAM_BINARY, "got", "closed");

  if (fd < 0) {
    known[name]["state"] = "cannot be asked now";
    return;
  }
  asking[fd] = ([ "name": name, "bytes": ({ }), "pieces": 0 ]);
  if (socket_connect(fd, sprintf("%s %d", address, known[name]["port"]), "got", "connected") < 0) {
    over(fd, "cannot be reached");
    socket_close(fd);
    return;
  }
  call_out("late", PATIENCE, fd, name);
}

private void resolved(string name, string address) {
  if (!known[name]) return;
  if (address) connect_to(name, address);
  else known[name]["state"] = "is not known by that name";
}

private void ask(string name) {
  string host = known[name]["host"];

  known[name]["asked"] = time();
  known[name]["state"] = "being asked";
  if (pcre_match(host, "^[0-9.]+\\z") || strsrch(host, ":") != -1) return connect_to(name, host);
  resolve(host, (: resolved($(name), $2) :));
}

/**
 * The games of the list, as far as is known; those not heard of for a
 * while are asked anew meanwhile.
 *
 * @returns {mapping} name to host, port, asked, state, figures (of MSSP)
 */
mapping query_muds() {
  read_list();
  foreach (string name, mapping one in known) if (time() - one["asked"] >= FRESH) ask(name);
  return copy(known);
}
