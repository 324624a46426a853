/**
 * How often passwords may be guessed. A guess costs a second; ten may be
 * made at once, a few more wait for theirs, the rest is refused before
 * anything is hashed. Counted by where it comes from and whose name it
 * tries, so that nobody else waits: neither the one whose name it is, from
 * elsewhere, nor others who come from there.
 *
 * Who tries many names from one place is counted by the place as well. Who
 * has come in from there before does not wait for that: a school or a café
 * shares an address with whoever sits in it.
 */
#pragma strict_types

#include <globals.h>

/** Seconds that a guess costs. */
#define COST 1
/** Guesses at one name that may come at once: fingers slip. */
#define BURST 10
/** Guesses of one address at all names; this machine has none, proxies live there. */
#define ADDRESS_BURST 60
/** Longest wait for one's turn; who would wait longer is refused. */
#define PATIENCE 5
/** Places remembered. Who has more of them is not stopped by this anyway. */
#define KEPT 4096

/** address and name -> when its guesses will be paid for */
private nosave mapping paid = ([ ]);

private int from_secure() {
  return !previous_object() || strsrch(base_name(previous_object()), "/secure/") == 0;
}

/** What a customer owns: an IPv4 address, or the first half of an IPv6 one. */
string network_of(string address) {
  if (strsrch(address, ":") == -1) return address;
  return implode(explode(explode(address + "::", "::")[0], ":")[0..3], ":");
}

private int is_this_machine(string address) {
  return strsrch(address, "127.") == 0 || address == "::1";
}

/** Forgets what is paid for, and the older half when that is not enough. */
private void make_room() {
  int now = time();

  if (sizeof(paid) < KEPT) return;
  paid = filter(paid, (: $2 > $(now) :));
  if (sizeof(paid) < KEPT) return;
  foreach (string place in keys(paid)[0..KEPT / 2]) map_delete(paid, place);
}

private int wait_for(string place, int burst) {
  int due = (paid[place] > time() ? paid[place] : time()) + COST - time() - burst * COST;

  return due > 0 ? due : 0;
}

private void pay(string place, int seconds) {
  if (!paid[place]) make_room();
  paid[place] = (paid[place] > time() ? paid[place] : time()) + seconds;
  if (paid[place] <= time()) map_delete(paid, place);
}

/** The places that a guess counts for, with how many may come at once. */
private mapping places(string address, string name) {
  string network = network_of(address);

  if (is_this_machine(address) || ACCOUNTS_D->has_come_from(name, network)) return ([ network + " " + name: BURST ]);
  return ([ network + " " + name: BURST, network: ADDRESS_BURST ]);
}

/**
 * Somebody wants to try a password.
 *
 * @param {string} address - where from
 * @param {string} name - of the account; "" for one there is not
 * @returns {int} seconds to wait first, or -1: it may not
 */
int charge(string address, string name) {
  int longest = 0;

  if (!from_secure()) return -1;
  foreach (string place, int burst in places(address, name)) {
    int wait = wait_for(place, burst);

    if (wait > longest) longest = wait;
  }
  if (longest > PATIENCE) return -1;
  foreach (string place in keys(places(address, name))) pay(place, COST);
  return longest;
}

/** The password was right: that was no guess. */
void refund(string address, string name) {
  if (!from_secure()) return;
  foreach (string place in keys(places(address, name))) if (paid[place]) pay(place, -COST);
}

/** Places remembered now. */
int query_size() { return sizeof(paid); }
