/**
 * Finds primes, piece by piece, so that a range can be spread over many
 * workers:
 *
 *   object *ws = clone_distributed("gem-pointer://wiki/workers/prime_sieve", ([ "count": 8 ]));
 *   // each worker its own piece
 */
#pragma strict_types

/** Numbers sieved in one call; more would hold the worker too long. */
#define MAX_SPAN 2000000

/**
 * All primes below a limit, by the sieve of Eratosthenes.
 *
 * @param {int} limit
 * @returns {int *} in order
 */
int *primes_below(int limit) {
  int *crossed, *primes = ({ });

  if (limit > MAX_SPAN) error(sprintf("At most %d in one call.\n", MAX_SPAN));
  if (limit < 3) return primes;
  crossed = allocate(limit, 0);
  for (int i = 2; i * i < limit; i++) {
    if (crossed[i]) continue;
    for (int k = i * i; k < limit; k += i) crossed[k] = 1;
  }
  for (int i = 2; i < limit; i++) if (!crossed[i]) primes += ({ i });
  return primes;
}

/**
 * How many primes there are from `from` up to, but without, `to`.
 *
 * @errors when the span is too long
 */
int count_between(int from, int to) {
  int *crossed;
  int count = 0;
  int root = to_int(sqrt(to_float(to))) + 2;

  if (to - from > MAX_SPAN) error(sprintf("At most %d in one call.\n", MAX_SPAN));
  if (from < 2) from = 2;
  if (to <= from) return 0;
  crossed = allocate(to - from, 0);
  foreach (int p in primes_below(root)) {
    int first = (from + p - 1) / p * p;

    if (first < p * p) first = p * p;
    for (int k = first; k < to; k += p) crossed[k - from] = 1;
  }
  for (int i = 0; i < to - from; i++) if (!crossed[i]) count++;
  return count;
}

/**
 * One of many equal pieces of 0 .. limit: what `ws->piece(...)` on an array
 * of workers wants when each knows its own number.
 *
 * @param {int} limit - the whole range
 * @param {int} index - this piece, from 0
 * @param {int} pieces - how many there are
 */
int count_piece(int limit, int index, int pieces) {
  return count_between(limit * index / pieces, limit * (index + 1) / pieces);
}
