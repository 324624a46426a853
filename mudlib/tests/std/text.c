/**
 * Simul_efuns about words, and what players may not type.
 */
#pragma strict_types

#include <globals.h>

inherit STD_TEST;

void test_articles() {
  assert_equal(add_article("apple"), "an apple");
  assert_equal(add_article("lamp"), "a lamp");
  assert_equal(add_article("Martta"), "Martta");
  assert_equal(strip_article("the old lamp"), "old lamp");
  assert_equal(strip_article("lamp"), "lamp");
}

void test_lists() {
  assert_equal(enumerate(({ })), "");
  assert_equal(enumerate(({ "a" })), "a");
  assert_equal(enumerate(({ "a", "b", "c" })), "a, b and c");
  assert_equal(count_of(1, "mark"), "1 mark");
  assert_equal(count_of(2, "mark"), "2 marks");
  assert_equal(several("a lamp", 1), "a lamp");
  assert_equal(several("a lamp", 25), "twenty-five lamps");
  assert_equal(enumerate_counted(({ })), "");
  assert_equal(enumerate_counted(({ "a knife", "an oar", "a knife" })), "two knives and an oar");
}

void test_durations() {
  assert_equal(duration(59), "59s");
  assert_equal(duration(3600), "1h 0m");
  assert_equal(duration(90000), "1d 1h");
}

void test_plain_text_has_no_codes() {
  assert_equal(plain_text("a\e[31mb"), "a[31mb", "no escape codes");
  assert_equal(plain_text(sprintf("a%c31mb", 0x9b)), "a31mb", "nor those of eight bits");
  assert_equal(plain_text("a\nb\rc\x07"), "abc", "no lines, no bells");
  assert_equal(plain_text(sprintf("a%cb%cc%c", 0x202e, 0x2066, 0x200b)), "abc", "nothing that turns text around or hides");
  assert_equal(plain_text("Hyvää päivää, 魚 🐟"), "Hyvää päivää, 魚 🐟", "letters stay");
}

void test_paths() {
  assert_equal(resolve_path("/a/b", "../c"), "/a/c");
  assert_equal(resolve_path("/a", "../../../x"), "/x", "nothing is above the top");
  assert_equal(resolve_path("/a", "~bob/x"), "/players/bob/x");
}
